using System.Globalization;
using AttnExtract.Extract;
using AttnExtract.Ground;

namespace AttnExtract.Render.Terminal;

/// <summary>Says in a line where a head looks.</summary>
public static class HeadSummary
{
    private static readonly HeadTarget[] OfOneText =
    [
        new("itself", (_, _, row, column) => column == row),
        new("the token before", (_, _, row, column) => column == row - 1),
        new("the token after", (_, _, row, column) => column == row + 1),
        new("special tokens", (_, keys, _, column) => keys[column].IsSpecial),
        new("the other text", (queries, keys, row, column) =>
            queries[row].Sequence is { } one && keys[column].Sequence is { } other && one != other),
    ];

    private static readonly HeadTarget[] OfAnotherText =
    [
        new("the token in its place", (_, _, row, column) => column == row),
        new("the first token", (_, _, _, column) => column == 0),
        new("the last token", (_, keys, _, column) => column == keys.Count - 1),
        new("special tokens", (_, keys, _, column) => keys[column].IsSpecial),
    ];

    /// <summary>One line a head: <c>L3 H7: 62 % the token before; strongest sat → cat 0.91</c>.</summary>
    /// <param name="record">The record.</param>
    /// <param name="layer">The 0-based layer.</param>
    /// <param name="head">The 0-based head.</param>
    public static string Line(AttentionRecord record, int layer, int head)
    {
        ReadOnlySpan<float> map = record.Pattern(layer, head).Values.Span;
        (IReadOnlyList<RecordToken> queries, IReadOnlyList<RecordToken> keys) = (record.Tokens, record.Keys.Tokens);
        HeadTarget[] targets = record.HasOtherKeys ? OfAnotherText : OfOneText;
        double[] shares = new double[targets.Length];
        for (int i = 0; i < map.Length; i++)
        {
            (int row, int column) = (i / keys.Count, i % keys.Count);
            for (int target = 0; target < targets.Length; target++)
            {
                shares[target] += targets[target].Holds(queries, keys, row, column) ? map[i] / queries.Count : 0;
            }
        }

        int strongest = Ranking.Highest<float>(Named(map, queries, keys));
        int most = Ranking.Highest<double>(shares);
        string strongestPair = TerminalText.Clean($"{queries[strongest / keys.Count].Text} → {keys[strongest % keys.Count].Text}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{HeadGrid.Name(layer, head)}: {100 * shares[most]:0} % to {targets[most].Name}; strongest {strongestPair} {map[strongest]:0.00}");
    }

    // Between words, where there are any: nearly every map is strongest at a special token.
    private static float[] Named(ReadOnlySpan<float> map, IReadOnlyList<RecordToken> queries, IReadOnlyList<RecordToken> keys)
    {
        bool haveWords = queries.Any(token => !token.IsSpecial) && keys.Any(token => !token.IsSpecial);
        float[] named = map.ToArray();
        for (int i = 0; i < named.Length && haveWords; i++)
        {
            bool isOfWords = !queries[i / keys.Count].IsSpecial && !keys[i % keys.Count].IsSpecial;
            named[i] = isOfWords ? named[i] : float.NaN;
        }

        return named;
    }

    private sealed record HeadTarget(string Name, Func<IReadOnlyList<RecordToken>, IReadOnlyList<RecordToken>, int, int, bool> Holds);
}
