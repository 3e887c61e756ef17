using System.Collections.Immutable;
using AttnExtract.Ground;

namespace AttnExtract.Render.Tokens;

/// <summary>
/// Which tokens a figure shows and how; every choice but the plain one is said in the caption. Words are settled first,
/// then positions are chosen, then special tokens and punctuation leave, and what is left may be renormalised.
/// </summary>
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

    /// <summary>
    /// Whether each row is divided by what is left of it, so that it sums to 1 again; a row of which nothing is left stays 0.
    /// </summary>
    public bool Renormalize { get; init; }

    /// <summary>
    /// The 0-based positions of tokens (of words, where they are merged) to show, counted before anything is left out;
    /// empty for all.
    /// </summary>
    public ImmutableArray<int> Positions { get; init; } = [];

    /// <summary>
    /// The positions of those that are attended to; empty for those of <see cref="Positions"/>, or for all where they are of another text.
    /// </summary>
    public ImmutableArray<int> KeyPositions { get; init; } = [];

    /// <summary>Whether labels are the text that a token stands for: no <c>##</c>, <c>Ġ</c> or <c>▁</c>, no single bytes.</summary>
    public bool Pretty { get; init; }

    /// <summary>Whether cells whose key the query cannot see show no number; else they show 0, as their weight is.</summary>
    public bool MasksHidden { get; init; } = true;

    /// <summary>What the policy counts: tokens, or words where it merges.</summary>
    public string Unit => Merge == MergeRule.None ? "token" : "word";

    /// <summary>The policy in words: <c>parts of words merged: …; special tokens left out; …</c>.</summary>
    public string Describe() => string.Join("; ", Phrases().DefaultIfEmpty("tokens as the model reads them"));

    /// <summary>One phrase a choice; none for the plain policy.</summary>
    internal IEnumerable<string> Phrases()
    {
        if (Merge != MergeRule.None)
        {
            yield return Merge switch
            {
                MergeRule.SumMean => "parts of words merged: sum of attention to them, mean of attention from them",
                MergeRule.Max => "parts of words merged: largest attention to and from them",
                _ => "parts of words merged: attention to and from the first",
            };
        }

        if (DropSpecial || DropPunctuation)
        {
            yield return (DropSpecial, DropPunctuation) switch
            {
                (true, true) => "special tokens and punctuation left out",
                (true, false) => "special tokens left out",
                _ => "punctuation left out",
            };
        }

        if (!Positions.IsEmpty)
        {
            yield return $"{Unit}s {IndexSet.Text(Positions)} of the text (0-based)";
        }

        if (!KeyPositions.IsEmpty)
        {
            yield return $"attended to: {Unit}s {IndexSet.Text(KeyPositions)} (0-based)";
        }

        if (Renormalize)
        {
            yield return "rows renormalised to sum to 1";
        }
        else if (DropSpecial || DropPunctuation || !Positions.IsEmpty || !KeyPositions.IsEmpty)
        {
            yield return "rows not renormalised";
        }

        if (Pretty)
        {
            yield return "tokens labelled with the text that they stand for";
        }
    }
}

/// <summary>How the attention of a word's parts becomes the word's.</summary>
public enum MergeRule
{
    /// <summary>Parts stay apart.</summary>
    None,

    /// <summary>To a word: the sum over its parts, since attention is shared out among them. From a word: the mean of its parts.</summary>
    SumMean,

    /// <summary>The largest, both to and from.</summary>
    Max,

    /// <summary>That of the word's first part, both to and from.</summary>
    First,
}
