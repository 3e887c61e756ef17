using System.Collections.Immutable;
using AttnExtract.Extract;
using AttnExtract.Ground;

namespace AttnExtract.Render.Tokens;

/// <summary>The tokens of a record as a policy shows them: which belong together, what they are called, what is left out.</summary>
internal sealed class TokenView
{
    private readonly AttentionRecord _record;
    private readonly TokenPolicy _policy;
    private readonly ImmutableArray<ImmutableArray<int>> _groups;

    /// <summary>Applies a policy.</summary>
    /// <exception cref="AttnExtractException">Words are unknown, a position does not exist, or nothing is left.</exception>
    public TokenView(AttentionRecord record, TokenPolicy policy)
    {
        _record = record;
        _policy = policy;
        ImmutableArray<ImmutableArray<int>> all = Grouped(record.Tokens, policy.Merge);
        foreach (int position in policy.Positions.Where(position => position < 0 || position >= all.Length))
        {
            throw new AttnExtractException($"There is no {policy.Unit} {position}; the text has {policy.Unit}s 0-{all.Length - 1}.");
        }

        TokenLabels labels = new(record);
        ImmutableArray<int> positions = policy.Positions.IsEmpty ? [.. Enumerable.Range(0, all.Length)] : policy.Positions;
        _groups = [.. positions.Select(position => all[position]).Where(group => IsKept(group, labels))];
        Labels = [.. _groups.Select(group => labels.Of(group, policy))];
        if (_groups.IsEmpty)
        {
            throw new AttnExtractException("No token is left to show; leave out less.");
        }
    }

    /// <summary>The labels, one a group.</summary>
    public ImmutableArray<string> Labels { get; }

    /// <summary>Where the texts of a pair begin among the groups; empty for a single text.</summary>
    public ImmutableArray<AxisSegment> Segments =>
        _record.Pair is null ? []
        : [.. _groups.Index().Where(group => Sequence(group.Item) is not null)
            .GroupBy(group => Sequence(group.Item)).OrderBy(text => text.Key)
            .Select(text => new AxisSegment(text.First().Index, text.Last().Index + 1, text.Key == 0 ? "A" : "B"))];

    /// <summary>What the caption has to say.</summary>
    public IEnumerable<CaptionPart> Caption => _policy.Phrases().Select(phrase => new CaptionPart(phrase));

    /// <summary>One map as the policy shows it; the map itself where nothing changes.</summary>
    public Matrix Apply(Matrix map)
    {
        bool isWhole = _groups.Length == map.Rows && _groups.Index().All(group => group.Item is [int token] && token == group.Index);
        if (isWhole && !_policy.Renormalize)
        {
            return map;
        }

        float[] values = new float[_groups.Length * _groups.Length];
        double[] query = new double[map.Columns];
        double[] merged = new double[_groups.Length];
        for (int row = 0; row < _groups.Length; row++)
        {
            Array.Fill(merged, _policy.Merge == MergeRule.Max ? double.NegativeInfinity : 0);
            foreach (int token in _policy.Merge == MergeRule.First ? _groups[row][..1] : _groups[row])
            {
                map.CopyRow(token, query);
                Gather(query, merged);
            }

            double sum = merged.Sum();
            double divisor = _policy.Renormalize && sum != 0 ? sum : _policy.Merge == MergeRule.SumMean ? _groups[row].Length : 1;
            for (int column = 0; column < merged.Length; column++)
            {
                values[(row * merged.Length) + column] = (float)(merged[column] / divisor);
            }
        }

        return new(_groups.Length, _groups.Length, values);
    }

    // What one query gives to each group, on top of what its word's other parts gave.
    private void Gather(double[] query, double[] merged)
    {
        for (int column = 0; column < merged.Length; column++)
        {
            ImmutableArray<int> keys = _groups[column];
            if (_policy.Merge is MergeRule.None or MergeRule.First)
            {
                merged[column] = query[keys[0]];
                continue;
            }

            foreach (int key in keys)
            {
                merged[column] = _policy.Merge == MergeRule.Max ? Math.Max(merged[column], query[key]) : merged[column] + query[key];
            }
        }
    }

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
        !(_policy.DropSpecial && _record.Tokens[group[0]].IsSpecial)
        && !(_policy.DropPunctuation && IsPunctuation(group, labels));

    private bool IsPunctuation(ImmutableArray<int> group, TokenLabels labels)
    {
        string text = labels.Source(group) is { Length: > 0 } source ? source : _record.Tokens[group[0]].Text;
        return !_record.Tokens[group[0]].IsSpecial && text.Length > 0 && text.All(char.IsPunctuation);
    }

    private int? Sequence(ImmutableArray<int> group) => _record.Tokens[group[0]].Sequence;
}
