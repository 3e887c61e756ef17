using System.Collections.Immutable;
using AttnExtract.Extract;
using AttnExtract.Ground;

namespace AttnExtract.Render.Tokens;

/// <summary>The tokens of one axis as a policy shows them: which belong together, what they are called, what is left out.</summary>
internal sealed class TokenAxis
{
    private readonly RecordText _text;
    private readonly TokenPolicy _policy;

    /// <summary>Applies a policy.</summary>
    /// <param name="text">The tokens.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="positions">The positions that are shown of them; empty for all.</param>
    /// <exception cref="AttnExtractException">Words are unknown, a position does not exist, or nothing is left.</exception>
    public TokenAxis(RecordText text, TokenPolicy policy, ImmutableArray<int> positions)
    {
        (_text, _policy) = (text, policy);
        ImmutableArray<ImmutableArray<int>> all = Grouped(text.Tokens, policy.Merge);
        foreach (int position in positions.Where(position => position < 0 || position >= all.Length))
        {
            throw new AttnExtractException($"There is no {policy.Unit} {position}; the text has {policy.Unit}s 0-{all.Length - 1}.");
        }

        TokenLabels labels = new(text);
        ImmutableArray<int> shown = positions.IsEmpty ? [.. Enumerable.Range(0, all.Length)] : positions;
        Groups = [.. shown.Select(position => all[position]).Where(group => IsKept(group, labels))];
        Labels = [.. Groups.Select(group => labels.Of(group, policy))];
        if (Groups.IsEmpty)
        {
            throw new AttnExtractException("No token is left to show; leave out less.");
        }
    }

    /// <summary>The tokens of each row or column.</summary>
    public ImmutableArray<ImmutableArray<int>> Groups { get; }

    /// <summary>The labels, one a group.</summary>
    public ImmutableArray<string> Labels { get; }

    /// <summary>Whether every token is shown by itself, in its place.</summary>
    public bool IsWhole => Groups.Length == _text.Tokens.Count && Groups.Index().All(group => group.Item is [int token] && token == group.Index);

    /// <summary>Where the texts of a pair begin among the groups; empty for a single text.</summary>
    public ImmutableArray<AxisSegment> Segments =>
        _text.Pair is null ? []
        : [.. Groups.Index().Where(group => Sequence(group.Item) is not null)
            .GroupBy(group => Sequence(group.Item)).OrderBy(text => text.Key)
            .Select(text => new AxisSegment(text.First().Index, text.Last().Index + 1, text.Key == 0 ? "A" : "B"))];

    private static ImmutableArray<ImmutableArray<int>> Grouped(IReadOnlyList<RecordToken> tokens, MergeRule merge)
    {
        if (merge != MergeRule.None && tokens.Index().FirstOrDefault(token => !token.Item.IsSpecial && token.Item.Word is null) is
            { Item: not null } wordless)
        {
            throw new AttnExtractException(
                $"The record does not say which word token {wordless.Index} ('{wordless.Item.Text}') is part of, "
                + "so words cannot be merged; capture the text again, or show tokens.");
        }

        List<ImmutableArray<int>> groups = [];
        for (int i = 0; i < tokens.Count; i++)
        {
            int first = i;
            while (merge != MergeRule.None && i + 1 < tokens.Count && tokens[i].Word is not null
                && tokens[i + 1].Word == tokens[i].Word && tokens[i + 1].Sequence == tokens[i].Sequence)
            {
                i++;
            }

            groups.Add([.. Enumerable.Range(first, i - first + 1)]);
        }

        return [.. groups];
    }

    private bool IsKept(ImmutableArray<int> group, TokenLabels labels) =>
        !(_policy.DropSpecial && _text.Tokens[group[0]].IsSpecial)
        && !(_policy.DropPunctuation && IsPunctuation(group, labels));

    private bool IsPunctuation(ImmutableArray<int> group, TokenLabels labels)
    {
        string text = labels.Source(group) is { Length: > 0 } source ? source : _text.Tokens[group[0]].Text;
        return !_text.Tokens[group[0]].IsSpecial && text.Length > 0 && text.All(char.IsPunctuation);
    }

    private int? Sequence(ImmutableArray<int> group) => _text.Tokens[group[0]].Sequence;
}
