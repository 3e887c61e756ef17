using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>What tokens that see everything meet in one layer.</summary>
/// <param name="Rows">True at their rows: [batch, 1, query, 1]</param>
/// <param name="Keys">Every token as a key to them: [batch, head, key, head size]</param>
/// <param name="Values">Every token's value to them: [batch, head, key, head size]</param>
public sealed record GlobalView(Tensor Rows, Tensor Keys, Tensor Values);
