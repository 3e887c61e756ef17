using AttnExtract.Model.Specs;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>What a model reads: a batch of token sequences, padded on the right to one length.</summary>
/// <param name="TokenIds">[batch, token], 64-bit whole numbers.</param>
/// <param name="TypeIds">Token types: [batch, token], 64-bit whole numbers.</param>
/// <param name="Padding">Which tokens are real.</param>
public sealed record ModelInput(Tensor TokenIds, Tensor TypeIds, Padding Padding)
{
    /// <summary>What a decoder that reads an encoder is given, as many texts; null where the encoder runs alone.</summary>
    public ModelInput? Target { get; init; }

    /// <summary>Which tokens see everything, in models that have such tokens.</summary>
    public GlobalTokens Globals { get; init; } = GlobalTokens.None;

    /// <summary>Where it is.</summary>
    public Device Device => TokenIds.device;

    /// <summary>How many tokens a text has, padding included.</summary>
    public int Length => (int)TokenIds.shape[1];

    /// <summary>The tokens whose states the model ends in.</summary>
    public ModelInput Last => Target ?? this;

    /// <summary>What a stack reads.</summary>
    /// <param name="stack">The stack.</param>
    /// <exception cref="InvalidOperationException">There is nothing for that stack.</exception>
    public ModelInput Of(StackOrder stack) => stack == StackOrder.First ? this
        : Target ?? throw new InvalidOperationException("The decoder was given nothing to read.");
}
