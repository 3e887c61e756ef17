using System.Collections.Immutable;
using AttnExtract.Extract;

namespace AttnExtract.Render.Tokens;

/// <summary>The tokens of a record as a policy shows them: which belong together, what they are called, what is left out.</summary>
internal sealed class TokenView
{
    private readonly AttentionRecord _record;
    private readonly TokenPolicy _policy;
    private readonly ImmutableArray<ImmutableArray<int>> _groups;

    /// <summary>Applies a policy.</summary>
    /// <exception cref="FigureException">A position does not exist, or nothing is left.</exception>
    public TokenView(AttentionRecord record, TokenPolicy policy)
    {
        _record = record;
        _policy = policy;
        ImmutableArray<ImmutableArray<int>> all = Grouped(record.Tokens, policy.Merge);
        foreach (int position in policy.Positions.Where(position => position < 0 || position >= all.Length))
        {
            throw new FigureException(
                $"There is no {Unit} {position}; the text has {Unit}s 0-{all.Length - 1}.");
        }

        ImmutableArray<int> positions = policy.Positions.IsEmpty ? [.. Enumerable.Range(0, all.Length)] : policy.Positions;
        _groups = [.. positions.Select(position => all[position]).Where(IsKept)];
        Labels = [.. _groups.Select(Label)];
        if (_groups.IsEmpty)
        {
            throw new FigureException("No token is left to show; leave out less.");
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
    public IEnumerable<CaptionPart> Caption
    {
        get
        {
            if (_policy.Merge != MergeRule.None)
            {
                yield return new(_policy.Merge switch
                {
                    MergeRule.SumMean => "parts of words merged: sum of attention to them, mean of attention from them",
                    MergeRule.Max => "parts of words merged: largest attention to and from them",
                    _ => "parts of words merged: attention to and from the first",
                });
            }

            string dropped = (_policy.DropSpecial, _policy.DropPunctuation) switch
            {
                (true, true) => "special tokens and punctuation left out",
                (true, false) => "special tokens left out",
                (false, true) => "punctuation left out",
                _ => "",
            };
            if (dropped.Length > 0)
            {
                yield return new(dropped);
            }

            if (!_policy.Positions.IsEmpty)
            {
                yield return new($"{Unit}s {NumberRanges.Text(_policy.Positions)} of the text (0-based)");
            }

            if (_policy.Renormalize)
            {
                yield return new("rows renormalised to sum to 1");
            }
        }
    }

    private string Unit => _policy.Merge == MergeRule.None ? "token" : "word";

    /// <summary>One map as the policy shows it; the map itself where nothing changes.</summary>
    public Matrix Apply(Matrix map)
    {
        if (_policy.Merge == MergeRule.None && _groups.Length == map.Rows && !_policy.Renormalize)
        {
            return map;
        }

        float[] values = new float[_groups.Length * _groups.Length];
        for (int row = 0; row < _groups.Length; row++)
        {
            double sum = 0;
            for (int column = 0; column < _groups.Length; column++)
            {
                double value = Merged(map, _groups[row], _groups[column]);
                values[(row * _groups.Length) + column] = (float)value;
                sum += value;
            }

            for (int column = 0; _policy.Renormalize && column < _groups.Length; column++)
            {
                values[(row * _groups.Length) + column] = (float)(values[(row * _groups.Length) + column] / sum);
            }
        }

        return new(_groups.Length, _groups.Length, values);
    }

    private double Merged(Matrix map, ImmutableArray<int> from, ImmutableArray<int> to) =>
        _policy.Merge switch
        {
            MergeRule.SumMean => from.Average(row => to.Sum(column => map[row, column])),
            MergeRule.Max => from.Max(row => to.Max(column => map[row, column])),
            _ => map[from[0], to[0]],
        };

    private static ImmutableArray<ImmutableArray<int>> Grouped(IReadOnlyList<RecordToken> tokens, MergeRule merge)
    {
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

    private bool IsKept(ImmutableArray<int> group) =>
        !(_policy.DropSpecial && group.All(token => _record.Tokens[token].IsSpecial))
        && !(_policy.DropPunctuation && IsPunctuation(group));

    private bool IsPunctuation(ImmutableArray<int> group)
    {
        string text = Source(group) is { Length: > 0 } source ? source : _record.Tokens[group[0]].Text;
        return !_record.Tokens[group[0]].IsSpecial && text.Length > 0 && text.All(char.IsPunctuation);
    }

    private string Label(ImmutableArray<int> group)
    {
        string vocabulary = string.Concat(group.Select(token => _record.Tokens[token].Text));
        bool isOwn = group.Length == 1 && (!_policy.Pretty || _record.Tokens[group[0]].IsSpecial);
        return isOwn ? vocabulary : Source(group) is { Length: > 0 } source ? source : vocabulary;
    }

    private int? Sequence(ImmutableArray<int> group) => _record.Tokens[group[0]].Sequence;

    // Offsets count code points of the source.
    private string Source(ImmutableArray<int> group)
    {
        (RecordToken first, RecordToken last) = (_record.Tokens[group[0]], _record.Tokens[group[^1]]);
        string? text = first.Sequence == 1 ? _record.Pair : first.Sequence == 0 ? _record.Text : null;
        return text is null
            ? ""
            : string.Concat(text.EnumerateRunes().Skip(first.Start).Take(last.End - first.Start)).Trim();
    }
}
