using AttnExtract.Model.Specs;

namespace AttnExtract.Model.Hooks;

/// <summary>
/// What one axis of a tensor that passes a hook point counts. The tokens that ask and those that are looked at are axes of their own:
/// they are the same tokens where a text attends to itself, and need not be where one text attends to another.
/// </summary>
public sealed class Axis
{
    private readonly Func<StackSpec, int>? _length;

    private Axis(string name, bool countsTokens = false, Func<StackSpec, int>? length = null)
    {
        Name = name;
        CountsTokens = countsTokens;
        _length = length;
    }

    /// <summary>Texts of a batch.</summary>
    public static Axis Batch { get; } = new("batch");

    /// <summary>Heads of a layer.</summary>
    public static Axis Head { get; } = new("head", length: spec => spec.HeadCount);

    /// <summary>Tokens, each with a vector of its own.</summary>
    public static Axis Token { get; } = new("token", countsTokens: true);

    /// <summary>Tokens that attend.</summary>
    public static Axis Query { get; } = new("query", countsTokens: true);

    /// <summary>Tokens that are attended to.</summary>
    public static Axis Key { get; } = new("key", countsTokens: true);

    /// <summary>Numbers of a head's vector.</summary>
    public static Axis HeadSize { get; } = new("head size", length: spec => spec.HeadSize);

    /// <summary>Numbers of a word vector.</summary>
    public static Axis Embedding { get; } = new("embedding", length: spec => spec.WordSize);

    /// <summary>Numbers of a hidden state.</summary>
    public static Axis Hidden { get; } = new("hidden", length: spec => spec.HiddenSize);

    /// <summary>Numbers of a hidden state within a layer, which a bottleneck may make narrower.</summary>
    public static Axis Block { get; } = new("hidden", length: spec => spec.BlockSize);

    /// <summary>Numbers of a final hidden state.</summary>
    public static Axis Final { get; } = new("hidden", length: spec => spec.FinalSize);

    /// <summary>Neurons of a feed-forward block.</summary>
    public static Axis Intermediate { get; } = new("intermediate", length: spec => spec.IntermediateSize);

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>Whether its length is a number of tokens, so that batches are padded along it.</summary>
    public bool CountsTokens { get; }

    /// <summary>How long it is in a model of that structure; null where the texts decide.</summary>
    public int? LengthIn(StackSpec spec) => _length?.Invoke(spec);

    /// <inheritdoc cref="Name"/>
    public override string ToString() => Name;
}
