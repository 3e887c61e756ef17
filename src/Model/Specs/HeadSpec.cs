using System.Collections.Immutable;

namespace AttnExtract.Model.Specs;

/// <summary>The structural choices of a head, in the order in which its forward pass meets them.</summary>
/// <param name="Kind">What it is for.</param>
public sealed record HeadSpec(HeadKind Kind)
{
    /// <summary>Which hidden states it reads.</summary>
    public HeadInput Input { get; init; } = HeadInput.EveryToken;

    /// <summary>What happens to them first.</summary>
    public ImmutableArray<HeadStep> Steps { get; init; } = [];

    /// <summary>How many scores it gives; 0 where the steps are all.</summary>
    public int OutputSize { get; init; }

    /// <summary>Whether the output projection is the encoder's word table.</summary>
    public bool IsTied { get; init; }

    /// <summary>Whether scores have a bias.</summary>
    public bool HasOutputBias { get; init; } = true;

    /// <summary>What the scores are of, by name; empty where they are of words of the vocabulary, or have no names.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>How its scores become probabilities.</summary>
    public ScoreMeaning Scores { get; init; } = ScoreMeaning.OneOfAll;
}
