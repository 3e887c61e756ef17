using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>What an encoder reads: a batch of token sequences, padded on the right to one length.</summary>
/// <param name="TokenIds">[batch, token], 64-bit whole numbers.</param>
/// <param name="TypeIds">Token types: [batch, token], 64-bit whole numbers.</param>
/// <param name="Mask">Which tokens are real.</param>
public sealed record EncoderInput(Tensor TokenIds, Tensor TypeIds, AttentionMask Mask);
