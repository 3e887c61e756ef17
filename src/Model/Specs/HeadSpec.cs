using System.Collections.Immutable;
using AttnExtract.Model.Network;

namespace AttnExtract.Model.Specs;

/// <summary>The structural choices of a head, in the order in which its forward pass meets them.</summary>
/// <param name="Kind">What it is for.</param>
public sealed record HeadSpec(HeadKind Kind)
{
    /// <summary>Which hidden states it reads.</summary>
    public HeadInput Input { get; init; } = HeadInput.EveryToken;

    /// <summary>What they are multiplied by.</summary>
    public double StateScale { get; init; } = 1;

    /// <summary>What happens to them then.</summary>
    public ImmutableArray<HeadStep> Steps { get; init; } = [];

    /// <summary>How many scores it gives; 0 where the steps are all.</summary>
    public int OutputSize { get; init; }

    /// <summary>Whether the output projection is the encoder's word table.</summary>
    public bool IsTied { get; init; }

    /// <summary>Whether the head has more columns of its own beside those of a table that it shares.</summary>
    public bool ExtendsTable { get; init; }

    /// <summary>Whether scores have a bias.</summary>
    public bool HasOutputBias { get; init; } = true;

    /// <summary>The bound c that scores are kept within, as c·tanh(score / c); null for none.</summary>
    public double? ScoreCap { get; init; }

    /// <summary>What the scores are of, by name; empty where they are of words of the vocabulary, or have no names.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>How its scores become probabilities.</summary>
    public ScoreMeaning Scores { get; init; } = ScoreMeaning.OneOfAll;
}

/// <summary>Which of the final hidden states a head reads.</summary>
public enum HeadInput
{
    /// <summary>Each token's, on its own.</summary>
    EveryToken,

    /// <summary>The first token's.</summary>
    FirstToken,

    /// <summary>The last real token's.</summary>
    LastToken,

    /// <summary>The mean over the real tokens.</summary>
    MeanOfTokens,

    /// <summary>Each token's, and the mean of the scores over the real tokens is what counts.</summary>
    EveryTokenThenMean,
}

/// <summary>A projection with its non-linearity and norm, before a head's output.</summary>
/// <param name="Width">Width of its output.</param>
/// <param name="Activation">The non-linearity.</param>
/// <param name="Norm">The norm that follows; null for none.</param>
public sealed record HeadStep(int Width, Activation Activation, NormSpec? Norm = null)
{
    /// <summary>Whether the projection has a bias.</summary>
    public bool HasBias { get; init; } = true;
}

/// <summary>What the scores of a head are.</summary>
public enum ScoreMeaning
{
    /// <summary>One of all is true: softmax makes probabilities of them.</summary>
    OneOfAll,

    /// <summary>Each may be true or not: the logistic function makes a probability of each.</summary>
    EachOnItsOwn,

    /// <summary>They are quantities, not scores of probabilities.</summary>
    Quantities,
}
