using System.Collections.Immutable;

namespace AttnExtract.Render.Tokens;

/// <summary>Which tokens a figure shows and how; every choice but the plain one is said in the caption.</summary>
public sealed record TokenPolicy
{
    /// <summary>Every token as the vocabulary writes it.</summary>
    public static readonly TokenPolicy Plain = new();

    /// <summary>Whether and how parts of words are merged.</summary>
    public MergeRule Merge { get; init; } = MergeRule.None;

    /// <summary>Whether tokens that the tokenizer added are left out.</summary>
    public bool DropSpecial { get; init; }

    /// <summary>Whether punctuation is left out.</summary>
    public bool DropPunctuation { get; init; }

    /// <summary>Whether each row is divided by what is left of it, so that it sums to 1 again.</summary>
    public bool Renormalize { get; init; }

    /// <summary>
    /// The 0-based positions of tokens (of words, where they are merged) to show, counted before anything is left out;
    /// empty for all.
    /// </summary>
    public ImmutableArray<int> Positions { get; init; } = [];

    /// <summary>Whether labels are the text that a token stands for: no <c>##</c>, <c>Ġ</c> or <c>▁</c>, no single bytes.</summary>
    public bool Pretty { get; init; }
}
