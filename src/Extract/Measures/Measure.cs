using AttnExtract.Extract.Targets;
using AttnExtract.Ground;
using AttnExtract.Model;

namespace AttnExtract.Extract.Measures;

/// <summary>A way to say which tokens, or which heads, matter in a run; one of <see cref="MeasureCatalog.All"/>.</summary>
public sealed class Measure
{
    internal Measure()
    {
    }

    /// <summary>What a command line calls it.</summary>
    public required string Name { get; init; }

    /// <summary>What its numbers are, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>The paper that defines it.</summary>
    public required string Source { get; init; }

    /// <summary>What it gives.</summary>
    public required MeasureShape Shape { get; init; }

    /// <summary>What it is made from.</summary>
    public required MeasureNeeds Needs { get; init; }

    /// <summary>The paper that defines it from a decoder to what its encoder reads, where that is another one; else null.</summary>
    public string? CrossSource { get; init; }

    /// <summary>Whether its numbers say for or against, and so are drawn around 0.</summary>
    public bool IsSigned { get; init; }

    /// <summary>Whether the map of a layer tells of the way from the first layer's input to there, not of that layer alone.</summary>
    public bool Accumulates { get; init; }

    /// <summary>Whether what it finds is added to the identity, each token's relevance to itself, which figures leave out.</summary>
    public bool StartsFromIdentity { get; init; }

    /// <summary>Why it has no meaning in a model; null where it has one.</summary>
    internal Func<PretrainedModel, string?> WhyNot { get; init; } = _ => null;

    /// <summary>Why it has no definition where a decoder attends to what its encoder reads; null where it has one.</summary>
    internal string? WhyNotAcross { get; init; }

    /// <summary>Makes it from a record; null where that is not enough.</summary>
    internal Func<AttentionRecord, IReadOnlyList<DenseArray>>? OfRecord { get; init; }

    /// <summary>Makes it from runs of a model; null where a record is enough.</summary>
    internal Func<MeasureRun, IReadOnlyList<DenseArray>>? OfRun { get; init; }

    /// <summary>What its numbers share among themselves; null where they share nothing.</summary>
    internal Func<MeasureRun, double>? Shared { get; init; }

    /// <summary>A sentence that says why it has no definition in an attention; null where it has one.</summary>
    /// <param name="kind">The attention; null where there is one stack of layers.</param>
    public string? WhyNotIn(AttentionKind? kind) => kind?.IsCross == true && WhyNotAcross is { } reason
        ? $"The measure '{Name}' has no definition in attention {kind.Meaning}: {reason}."
        : null;

    /// <summary>Refuses an attention in which it has no definition.</summary>
    /// <param name="kind">The attention; null where there is one stack of layers.</param>
    /// <exception cref="AttnExtractException">It has none; the message says why.</exception>
    internal void RequireIn(AttentionKind? kind)
    {
        if (WhyNotIn(kind) is { } sentence)
        {
            throw new AttnExtractException(sentence);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>What a measure is made from; each also needs what stands before it.</summary>
public enum MeasureNeeds
{
    /// <summary>The attention maps of every layer and head: a record is enough.</summary>
    Maps,

    /// <summary>What else passes in the run, and the model's weights.</summary>
    Weights,

    /// <summary>More runs of the model, with something changed.</summary>
    Runs,

    /// <summary>Runs of the model, and a number that they end in: a <see cref="MeasureTarget"/>.</summary>
    Target,
}

/// <summary>What a measure gives for one text of n tokens.</summary>
public enum MeasureShape
{
    /// <summary>For every layer a map of every head: [head, query, key].</summary>
    HeadMaps,

    /// <summary>For every layer one map: [query, key].</summary>
    LayerMaps,

    /// <summary>One map for the whole model: [query, key].</summary>
    Map,

    /// <summary>One number for every head: [layer, head].</summary>
    Heads,

    /// <summary>One number for every token: [token].</summary>
    Tokens,
}
