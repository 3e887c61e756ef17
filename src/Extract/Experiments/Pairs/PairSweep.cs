using System.Collections.Immutable;
using AttnExtract.Extract.Tables;

namespace AttnExtract.Extract.Experiments.Pairs;

/// <summary>What came of switching every two heads off together. Plain values.</summary>
public sealed record PairSweep
{
    /// <summary>In which attention of a model with an encoder and a decoder; null where only one stack was run.</summary>
    public AttentionKind? Kind { get; init; }

    /// <summary>What took the heads' place, as replacements are written.</summary>
    public required string With { get; init; }

    /// <summary>What the difference was judged by: the name of a metric.</summary>
    public required string Metric { get; init; }

    /// <summary>What its numbers are.</summary>
    public required string Meaning { get; init; }

    /// <summary>The texts; effects are means over them.</summary>
    public required ImmutableArray<TextPair> Texts { get; init; }

    /// <summary>The heads, by layer and head.</summary>
    public required ImmutableArray<(int Layer, int Head)> Heads { get; init; }

    /// <summary>The effect of each head alone.</summary>
    public required ImmutableArray<double> Alone { get; init; }

    /// <summary>The effect of every two heads together: [head × head], alike on both sides of the diagonal, alone on it.</summary>
    public required ImmutableArray<double> Together { get; init; }

    /// <summary>Where the numbers come from.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>
    /// How much more two heads do together than the sum of what each does alone: above 0 they stand in for each other, below 0 they do
    /// the same twice; NaN for a head with itself.
    /// </summary>
    public double Interaction(int first, int second) =>
        first == second ? double.NaN : Together[(first * Heads.Length) + second] - Alone[first] - Alone[second];

    /// <summary>One row a pair.</summary>
    public Table ToTable()
    {
        (int First, int Second)[] pairs =
        [
            .. from first in Enumerable.Range(0, Heads.Length)
               from second in Enumerable.Range(first + 1, Heads.Length - first - 1)
               select (first, second),
        ];
        return new Table(
            TableColumn.Of("first", pairs.Select(pair => Name(pair.First))),
            TableColumn.Of("second", pairs.Select(pair => Name(pair.Second))),
            TableColumn.Of("first_alone", pairs.Select(pair => Alone[pair.First])),
            TableColumn.Of("second_alone", pairs.Select(pair => Alone[pair.Second])),
            TableColumn.Of("together", pairs.Select(pair => Together[(pair.First * Heads.Length) + pair.Second])),
            TableColumn.Of("interaction", pairs.Select(pair => Interaction(pair.First, pair.Second))));
    }

    /// <summary>A head as selections are written: <c>3.5</c>.</summary>
    public string Name(int head) => $"{Heads[head].Layer}.{Heads[head].Head}";
}
