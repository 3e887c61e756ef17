using System.Collections.Immutable;
using AttnExtract.Extract.Statistics;
using AttnExtract.Extract.Tables;

namespace AttnExtract.Extract.Experiments.Curves;

/// <summary>What came of switching heads off one after the other, in several orders. Plain values.</summary>
public sealed record Removal
{
    /// <summary>What took the heads' place, as replacements are written.</summary>
    public required string With { get; init; }

    /// <summary>In which attention of a model with an encoder and a decoder; null where only one stack was run.</summary>
    public AttentionKind? Kind { get; init; }

    /// <summary>What the difference was judged by: the name of a metric.</summary>
    public required string Metric { get; init; }

    /// <summary>What its numbers are.</summary>
    public required string Meaning { get; init; }

    /// <summary>The texts.</summary>
    public required ImmutableArray<TextPair> Texts { get; init; }

    /// <summary>The number that the plain run comes to, a mean over texts; NaN for a metric that only compares.</summary>
    public required double Plain { get; init; }

    /// <summary>A curve an order.</summary>
    public required ImmutableArray<RemovalCurve> Curves { get; init; }

    /// <summary>How many random orders the control is the mean of.</summary>
    public required int RandomOrders { get; init; }

    /// <summary>How uncertainty was found; its seed is that of the random orders, too.</summary>
    public required BootstrapOptions Bootstrap { get; init; }

    /// <summary>Where the numbers come from.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>One row an order and step.</summary>
    public Table ToTable()
    {
        (RemovalCurve Curve, int Gone)[] rows = [.. Curves.SelectMany(curve => curve.Effects.Select((_, gone) => (curve, gone)))];
        return new Table(
            TableColumn.Of("order", rows.Select(row => row.Curve.Order)),
            TableColumn.Of("gone", rows.Select(row => row.Gone)),
            TableColumn.Of("head", rows.Select(row => Gone(row.Curve, row.Gone))),
            TableColumn.Of(Metric, rows.Select(row => row.Curve.Effects[row.Gone].Mean)),
            TableColumn.Of("lower", rows.Select(row => row.Curve.Effects[row.Gone].Lower)),
            TableColumn.Of("upper", rows.Select(row => row.Curve.Effects[row.Gone].Upper)));
    }

    private static string Gone(RemovalCurve curve, int gone) =>
        gone > 0 && gone <= curve.Heads.Length ? $"{curve.Heads[gone - 1].Layer}.{curve.Heads[gone - 1].Head}" : "";
}

/// <summary>What switching heads off one after the other does.</summary>
/// <param name="Order">The name of a <see cref="RemovalOrder"/>.</param>
/// <param name="Heads">The heads in the order in which they went; empty for the mean of random orders.</param>
/// <param name="Effects">
/// The effect with 0, 1, 2, … heads gone: over a corpus its mean with its interval; of random orders the mean with the smallest and the
/// largest of them.
/// </param>
public sealed record RemovalCurve(string Order, ImmutableArray<(int Layer, int Head)> Heads, ImmutableArray<MeanEstimate> Effects);
