using System.Collections.Immutable;
using System.Globalization;
using AttnExtract.Extract.Tables;

namespace AttnExtract.Extract.Experiments.Differences;

/// <summary>
/// What two runs have in common and where they differ: of two texts, two models, or one model before and after a change. Made by
/// <see cref="RecordComparisons.CompareTo"/>.
/// </summary>
public sealed class RecordComparison
{
    private readonly (int[] Before, int[] After) _queries;
    private readonly (int[] Before, int[] After) _keys;

    internal RecordComparison(
        AttentionRecord before,
        AttentionRecord after,
        ImmutableArray<(int Before, int After)> tokens,
        ImmutableArray<(int Before, int After)> keys,
        ImmutableArray<int> layers,
        ImmutableArray<int> heads)
    {
        Before = before;
        After = after;
        AlignedTokens = tokens;
        AlignedKeys = keys;
        Layers = layers;
        Heads = heads;
        ImmutableArray<(int Before, int After)> rows = [.. tokens.Select(pair => (before.RowOf(pair.Before), after.RowOf(pair.After)))];
        _queries = Places(rows);
        _keys = Places(keys);
        Labels = LabelsOf(before.Queries, after.Queries, rows);
        KeyLabels = LabelsOf(before.Keys, after.Keys, keys);
        Distances =
        [
            .. layers.SelectMany(layer => heads.Select(
                head => RowDivergence.Mean(before.Pattern(layer, head), after.Pattern(layer, head), rows, keys))),
        ];
    }

    /// <summary>The first run.</summary>
    public AttentionRecord Before { get; }

    /// <summary>The second run.</summary>
    public AttentionRecord After { get; }

    /// <summary>Pairs of 0-based positions of tokens that stand for each other and whose rows both runs hold.</summary>
    public ImmutableArray<(int Before, int After)> AlignedTokens { get; }

    /// <summary>
    /// The same of the tokens that are attended to, where they are of another text, or not of all of them rows were kept; else
    /// <see cref="AlignedTokens"/>.
    /// </summary>
    public ImmutableArray<(int Before, int After)> AlignedKeys { get; }

    /// <summary>The aligned tokens: <c>cat</c>, or <c>cat → dog</c> where they differ.</summary>
    public ImmutableArray<string> Labels { get; }

    /// <summary>The aligned tokens that are attended to.</summary>
    public ImmutableArray<string> KeyLabels { get; }

    /// <summary>The 0-based layers that are compared.</summary>
    public ImmutableArray<int> Layers { get; }

    /// <summary>The 0-based heads that are compared.</summary>
    public ImmutableArray<int> Heads { get; }

    /// <summary>
    /// How far the maps of each head are apart, layer by layer: the Jensen–Shannon divergence of rows in nats, averaged over aligned
    /// tokens. What a row gives to tokens without a counterpart counts as one more key.
    /// </summary>
    public ImmutableArray<double> Distances { get; }

    /// <summary>The second map less the first, at aligned tokens: [query, key].</summary>
    /// <param name="layer">The 0-based number of a layer in <see cref="Layers"/>.</param>
    /// <param name="head">The 0-based number of a head in <see cref="Heads"/>.</param>
    public DenseArray Difference(int layer, int head)
    {
        (DenseArray before, DenseArray after) = (Before.Pattern(layer, head), After.Pattern(layer, head));
        (int rows, int columns) = (AlignedTokens.Length, AlignedKeys.Length);
        float[] differences = new float[rows * columns];
        for (int query = 0; query < rows; query++)
        {
            ReadOnlySpan<float> from = before[_queries.Before[query]].Values.Span;
            ReadOnlySpan<float> to = after[_queries.After[query]].Values.Span;
            for (int key = 0; key < columns; key++)
            {
                differences[(query * columns) + key] = to[_keys.After[key]] - from[_keys.Before[key]];
            }
        }

        return new DenseArray(differences, rows, columns);
    }

    /// <summary>Whether each cell of a layer's differences lies where neither run sees anything, query after query; null for none.</summary>
    /// <param name="layer">The 0-based number of a layer in <see cref="Layers"/>.</param>
    public ImmutableArray<bool>? HiddenIn(int layer) => Before.HiddenIn(layer) is { } before && After.HiddenIn(layer) is { } after
        ? [.. _queries.Before.Zip(_queries.After).SelectMany(
            query => AlignedKeys.Select(key => before[query.First, key.Before] && after[query.Second, key.After]))]
        : null;

    /// <summary>The weights that changed most, the largest first.</summary>
    /// <param name="count">How many.</param>
    public ImmutableArray<PatternChange> Largest(int count) =>
    [
        .. (from layer in Layers
            from head in Heads
            from change in Changes(layer, head).OrderByDescending(change => Math.Abs(change.Difference)).Take(count)
            select change).OrderByDescending(change => Math.Abs(change.Difference)).Take(count),
    ];

    /// <summary>What is told of it, without the maps.</summary>
    /// <param name="most">How many of the weights that changed most are named.</param>
    public ComparisonSummary Summarize(int most = 5)
    {
        bool hasOtherKeys = Before.HasOtherKeys || After.HasOtherKeys;
        return new()
        {
            Kind = After.Kind,
            Texts = (Before.Text, After.Text),
            Provenances = (Before.Provenance, After.Provenance),
            Labels = Labels,
            AlignedTokens = AlignedTokens,
            KeyLabels = hasOtherKeys ? KeyLabels : [],
            AlignedKeys = hasOtherKeys ? AlignedKeys : [],
            Layers = Layers,
            Heads = Heads,
            Distances = Distances,
            LargestOfHeads = [.. LargestOfHeads()],
            Largest = Largest(most),
        };
    }

    /// <summary>One row a head: how far its maps are apart, and what changed most in them.</summary>
    public Table ToTable() => new[] { this }.ToTable();

    /// <summary>What changed most in each head, layer by layer.</summary>
    internal IEnumerable<PatternChange> LargestOfHeads() =>
        from layer in Layers
        from head in Heads
        select Changes(layer, head).MaxBy(change => Math.Abs(change.Difference));

    private IEnumerable<PatternChange> Changes(int layer, int head)
    {
        (DenseArray before, DenseArray after) = (Before.Pattern(layer, head), After.Pattern(layer, head));
        for (int query = 0; query < AlignedTokens.Length; query++)
        {
            for (int key = 0; key < AlignedKeys.Length; key++)
            {
                float from = before[_queries.Before[query]].Values.Span[_keys.Before[key]];
                float to = after[_queries.After[query]].Values.Span[_keys.After[key]];
                yield return new PatternChange(layer, head, Labels[query], KeyLabels[key], AlignedTokens[query], AlignedKeys[key], from, to);
            }
        }
    }

    private static (int[] Before, int[] After) Places(ImmutableArray<(int Before, int After)> aligned) =>
        ([.. aligned.Select(pair => pair.Before)], [.. aligned.Select(pair => pair.After)]);

    private static ImmutableArray<string> LabelsOf(RecordText before, RecordText after, ImmutableArray<(int Before, int After)> aligned) =>
        [.. aligned.Select(pair => Label(before.Tokens[pair.Before].Text, after.Tokens[pair.After].Text))];

    private static string Label(string before, string after) => before == after ? before : $"{before} → {after}";
}

/// <summary>One attention weight that changed.</summary>
/// <param name="Layer">The 0-based layer.</param>
/// <param name="Head">The 0-based head.</param>
/// <param name="Query">The token that attends, as labels of aligned tokens are written.</param>
/// <param name="Key">The token that it attends to.</param>
/// <param name="QueryAt">The 0-based positions of the token that attends, in either run.</param>
/// <param name="KeyAt">The 0-based positions of the token that it attends to.</param>
/// <param name="Before">Its weight in the first run.</param>
/// <param name="After">Its weight in the second.</param>
public sealed record PatternChange(
    int Layer, int Head, string Query, string Key, (int Before, int After) QueryAt, (int Before, int After) KeyAt, double Before, double After)
{
    /// <summary>The second weight less the first.</summary>
    public double Difference => After - Before;

    /// <summary>The change as a sentence; a token may stand in a text several times, so each has its position.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"L{Layer} H{Head}: '{Query}' ({Place(QueryAt)}) attends to '{Key}' ({Place(KeyAt)}) {Math.Abs(Difference):0.000} "
        + $"{(Difference < 0 ? "less" : "more")}: {Before:0.000} before, {After:0.000} after.");

    private static string Place((int Before, int After) at) =>
        at.Before == at.After ? FormattableString.Invariant($"{at.Before}") : FormattableString.Invariant($"{at.Before} → {at.After}");
}
