using System.Collections.Immutable;

namespace AttnExtract.Render.Charts;

/// <summary>What a panel shows on two axes in place of cells; its matrix says only how many cells' room it takes.</summary>
/// <param name="Across">The axis under it.</param>
/// <param name="Up">The axis at its left.</param>
/// <param name="Series">Lines, areas, bars and dots, what lies below first.</param>
public sealed record Chart(ChartAxis Across, ChartAxis Up, ImmutableArray<ChartSeries> Series)
{
    /// <summary>A matrix without numbers that takes that much room.</summary>
    internal static Matrix Room(int rows, int columns) => new(rows, columns, Enumerable.Repeat(double.NaN, rows * columns).ToArray());
}
