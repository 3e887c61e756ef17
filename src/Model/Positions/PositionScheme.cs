using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using static TorchSharp.torch;

namespace AttnExtract.Model.Positions;

/// <summary>
/// Positions enter an encoder in three places only, and a scheme says what it does at each; doing nothing is the default.
/// </summary>
public abstract class PositionScheme : nn.Module
{
    /// <summary>A scheme without weights.</summary>
    /// <param name="name">The name of the module, for error messages of the library below.</param>
    protected PositionScheme(string name)
        : base(name)
    {
    }

    /// <summary>Changes the sum of the token embeddings, before its norm.</summary>
    /// <param name="embeddings">[batch, token, embedding]</param>
    /// <param name="pass">The pass that they are part of.</param>
    /// <returns>[batch, token, embedding]</returns>
    public virtual Tensor Embed(Tensor embeddings, StackPass pass) => embeddings;

    /// <summary>Rotates queries, keys or values before they meet.</summary>
    /// <param name="projected">[batch, head, token, head size]</param>
    /// <param name="part">Which of the three they are.</param>
    /// <param name="pass">The pass that they are part of.</param>
    /// <returns>[batch, head, token, head size]</returns>
    public virtual Tensor Rotate(Tensor projected, AttentionPart part, StackPass pass) => projected;

    /// <summary>Adds to the scaled scores, before the mask.</summary>
    /// <param name="attention">Whose scores they are.</param>
    /// <param name="query">[batch, head, query, head size]</param>
    /// <param name="key">[batch, head, key, head size]</param>
    /// <param name="pass">The pass that they are part of.</param>
    /// <returns>Something that broadcasts to [batch, head, query, key], or null for nothing.</returns>
    public virtual Tensor? ScoreBias(Attention attention, Tensor query, Tensor key, StackPass pass) => null;
}
