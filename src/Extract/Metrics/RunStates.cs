using AttnExtract.Model.Hooks;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Metrics;

/// <summary>What a batch of variants of one text came to; it belongs to the run's dispose scope.</summary>
/// <param name="Final">The final hidden states: [variant, token, hidden]</param>
/// <param name="Seen">What passed the hook points that a metric watches, from the first layer that was run on.</param>
/// <param name="FirstLayer">The first layer that was run; what lies before is as in the plain run.</param>
internal sealed record RunStates(Tensor Final, IReadOnlyDictionary<HookName, Tensor> Seen, int FirstLayer);
