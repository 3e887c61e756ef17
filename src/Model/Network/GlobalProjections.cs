using AttnExtract.Model.Specs;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>
/// How tokens that see everything ask, and how everything looks to them; Beltagy et al. 2020, section 3.1. It is a module of its own because
/// keys and values depend on who asks.
/// </summary>
internal sealed class GlobalProjections : nn.Module
{
    /// <summary>Reserves the weights.</summary>
    public GlobalProjections(StackSpec spec, ScalarType type)
        : base(nameof(GlobalProjections))
    {
        int width = spec.HeadCount * spec.HeadSize;
        Query = new Projection(spec.HiddenSize, width, type, spec.Biases.HasFlag(BiasSlots.Query));
        Key = new Projection(spec.HiddenSize, width, type, spec.Biases.HasFlag(BiasSlots.Key));
        Value = new Projection(spec.HiddenSize, width, type, spec.Biases.HasFlag(BiasSlots.Value));
    }

    /// <summary>Of their own states.</summary>
    [field: ComponentName(Name = "query")]
    public Projection Query { get; }

    /// <summary>Of every token's state, as keys to them.</summary>
    [field: ComponentName(Name = "key")]
    public Projection Key { get; }

    /// <summary>Of every token's state, as values to them.</summary>
    [field: ComponentName(Name = "value")]
    public Projection Value { get; }
}
