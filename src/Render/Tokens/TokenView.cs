using System.Collections.Immutable;
using AttnExtract.Extract;
using AttnExtract.Ground;

namespace AttnExtract.Render.Tokens;

/// <summary>The maps of a record as a policy shows them, an axis at a time.</summary>
internal sealed class TokenView
{
    private readonly TokenPolicy _policy;

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

    /// <summary>One map as the policy shows it; the map itself where nothing changes.</summary>
    public Matrix Apply(Matrix map)
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
