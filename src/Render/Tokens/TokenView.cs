using System.Collections.Immutable;
using AttnExtract.Extract;
using AttnExtract.Ground;

namespace AttnExtract.Render.Tokens;

/// <summary>The maps of a record as a policy shows them, an axis at a time.</summary>
internal sealed class TokenView
{
    /// <summary>What the caption says of cells that show no number.</summary>
    public static readonly CaptionPart OfHidden = new("empty cells: keys that the query cannot see");

    /// <summary>The same of running text.</summary>
    public static readonly CaptionPart OfHiddenText = new("pale, without ground: tokens that the query cannot see");

    private readonly TokenPolicy _policy;
    private readonly Dictionary<HiddenCells, ImmutableArray<bool>> _hidden = [];

    /// <summary>Applies a policy.</summary>
    /// <exception cref="AttnExtractException">Words are unknown, a position does not exist, or nothing is left.</exception>
    public TokenView(AttentionRecord record, TokenPolicy policy)
    {
        _policy = policy;
        Queries = new(record.Queries, policy, policy.Positions);
        Keys = !policy.KeyPositions.IsEmpty ? new(record.Keys, policy, policy.KeyPositions)
            : record.HasOtherKeys ? new(record.Keys, policy, [])
            : Queries;
    }

    /// <summary>The rows.</summary>
    public TokenAxis Queries { get; }

    /// <summary>The columns.</summary>
    public TokenAxis Keys { get; }

    /// <summary>What the caption has to say.</summary>
    public IEnumerable<CaptionPart> Caption => _policy.Phrases().Select(phrase => new CaptionPart(phrase));

    /// <summary>What the caption has to say of panels in which cells are hidden.</summary>
    public static IEnumerable<CaptionPart> CaptionOfHidden(ImmutableArray<Panel> panels) =>
        panels.All(panel => panel.Values.Hidden.IsEmpty) ? [] : [OfHidden];

    /// <summary>One map as the policy shows it; the map itself where nothing changes.</summary>
    /// <param name="map">The map.</param>
    /// <param name="hidden">The cells of it whose key cannot be seen; null for none.</param>
    public Matrix Apply(Matrix map, HiddenCells? hidden = null) =>
        hidden is null || !_policy.MasksHidden ? Shown(map) : Shown(map).Hiding(Merged(hidden));

    // Maps of a layer hide the same. A word's part that sees a part of another is enough for the word to see it.
    private ImmutableArray<bool> Merged(HiddenCells hidden)
    {
        if (!_hidden.TryGetValue(hidden, out ImmutableArray<bool> cells))
        {
            cells = [.. Queries.Groups.SelectMany(queries => Keys.Groups.Select(keys => IsHidden(queries, keys)))];
            _hidden.Add(hidden, cells);
        }

        return cells;

        bool IsHidden(ImmutableArray<int> queries, ImmutableArray<int> keys) => _policy.Merge == MergeRule.First
            ? hidden[queries[0], keys[0]]
            : queries.All(query => keys.All(key => hidden[query, key]));
    }

    private Matrix Shown(Matrix map)
    {
        if (Queries.IsWhole && Keys.IsWhole && !_policy.Renormalize)
        {
            return map;
        }

        ImmutableArray<ImmutableArray<int>> groups = Queries.Groups;
        float[] values = new float[groups.Length * Keys.Groups.Length];
        double[] query = new double[map.Columns];
        double[] merged = new double[Keys.Groups.Length];
        for (int row = 0; row < groups.Length; row++)
        {
            Array.Fill(merged, _policy.Merge == MergeRule.Max ? double.NegativeInfinity : 0);
            foreach (int token in _policy.Merge == MergeRule.First ? groups[row][..1] : groups[row])
            {
                map.CopyRow(token, query);
                Gather(query, merged);
            }

            double sum = merged.Sum();
            double divisor = _policy.Renormalize && sum != 0 ? sum : _policy.Merge == MergeRule.SumMean ? groups[row].Length : 1;
            for (int column = 0; column < merged.Length; column++)
            {
                values[(row * merged.Length) + column] = (float)(merged[column] / divisor);
            }
        }

        return new(groups.Length, merged.Length, values);
    }

    // What one query gives to each group, on top of what its word's other parts gave.
    private void Gather(double[] query, double[] merged)
    {
        for (int column = 0; column < merged.Length; column++)
        {
            ImmutableArray<int> keys = Keys.Groups[column];
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
}
