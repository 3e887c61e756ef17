using System.Globalization;
using AttnExtract.Extract;
using AttnExtract.Ground;

namespace AttnExtract.Render.Terminal;

/// <summary>Says in a line where a head looks.</summary>
public static class HeadSummary
{
    private static readonly (string Name, Func<IReadOnlyList<RecordToken>, int, int, bool> Holds)[] Targets =
    [
        ("itself", (_, row, column) => column == row),
        ("the token before", (_, row, column) => column == row - 1),
        ("the token after", (_, row, column) => column == row + 1),
        ("special tokens", (tokens, _, column) => tokens[column].IsSpecial),
        ("the other text", (tokens, row, column) =>
            tokens[row].Sequence is { } one && tokens[column].Sequence is { } other && one != other),
    ];

    /// <summary>One line a head: <c>L3 H7: 62 % the token before; strongest sat → cat 0.91</c>.</summary>
    /// <param name="record">The record.</param>
    /// <param name="layer">The 0-based layer.</param>
    /// <param name="head">The 0-based head.</param>
    public static string Line(AttentionRecord record, int layer, int head)
    {
        ReadOnlySpan<float> map = record.Pattern(layer, head).Values.Span;
        IReadOnlyList<RecordToken> tokens = record.Tokens;
        double[] shares = new double[Targets.Length];
        for (int i = 0; i < map.Length; i++)
        {
            (int row, int column) = (i / tokens.Count, i % tokens.Count);
            for (int target = 0; target < Targets.Length; target++)
            {
                shares[target] += Targets[target].Holds(tokens, row, column) ? map[i] / tokens.Count : 0;
            }
        }

        int strongest = Ranking.Highest<float>(Named(map, tokens));
        int most = Ranking.Highest<double>(shares);
        string strongestPair = TerminalText.Clean($"{tokens[strongest / tokens.Count].Text} → {tokens[strongest % tokens.Count].Text}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{HeadGrid.Name(layer, head)}: {100 * shares[most]:0} % to {Targets[most].Name}; strongest {strongestPair} {map[strongest]:0.00}");
    }

    // Between words, where there are any: nearly every map is strongest at a special token.
    private static float[] Named(ReadOnlySpan<float> map, IReadOnlyList<RecordToken> tokens)
    {
        bool hasWords = tokens.Any(token => !token.IsSpecial);
        float[] named = map.ToArray();
        for (int i = 0; i < named.Length && hasWords; i++)
        {
            bool isOfWords = !tokens[i / tokens.Count].IsSpecial && !tokens[i % tokens.Count].IsSpecial;
            named[i] = isOfWords ? named[i] : float.NaN;
        }

        return named;
    }
}
