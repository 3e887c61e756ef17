using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Model.Positions;

namespace AttnExtract.Model.Specs;

/// <summary>One way in which positions enter an encoder: the choice, without weights.</summary>
public abstract record PositionSpec
{
    /// <summary>The layers in which it acts on queries, keys and scores; all unless set.</summary>
    public ImmutableArray<int> Layers { get; init; }

    /// <summary>What it is, in a few words.</summary>
    public sealed override string ToString() => Layers.IsDefault ? Words : $"{Words} in layers {string.Join(", ", Layers)}";

    /// <summary>What it is, in a few words, whatever the layers.</summary>
    private protected abstract string Words { get; }

    /// <summary>Whether it acts in a layer.</summary>
    public bool ActsIn(int layer) => Layers.IsDefault || Layers.Contains(layer);

    /// <summary>How many numbers its tables hold.</summary>
    internal virtual double CountOf(StackSpec spec) => 0;

    /// <summary>How many bytes a pass makes of it for every query and key, once for all texts, layers and heads.</summary>
    /// <param name="spec">The encoder.</param>
    /// <param name="size">How many bytes a number of the pass has.</param>
    public virtual double BytesAPass(StackSpec spec, int size) => 0;

    /// <summary>How many bytes a pass makes of it for every query and key in each layer, for each text and head.</summary>
    /// <param name="size">How many bytes a number of the pass has.</param>
    public virtual double BytesAHead(int size) => 0;

    /// <summary>Checks that it fits an encoder.</summary>
    /// <exception cref="AttnExtractException">It does not.</exception>
    internal virtual void Validate(StackSpec spec)
    {
    }

    /// <summary>Makes the scheme with room for its weights.</summary>
    /// <param name="spec">The encoder that it is for.</param>
    /// <param name="type">The type to compute in.</param>
    internal abstract PositionScheme Create(StackSpec spec, TorchSharp.torch.ScalarType type);
}
