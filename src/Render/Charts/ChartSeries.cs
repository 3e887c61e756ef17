using System.Collections.Immutable;

namespace AttnExtract.Render.Charts;

/// <summary>One thing that a chart shows.</summary>
/// <param name="Shape">How its points are drawn.</param>
/// <param name="Color">In which of the page's colours.</param>
/// <param name="Points">Its points, in the numbers of the axes.</param>
public sealed record ChartSeries(ChartShape Shape, ChartColor Color, ImmutableArray<ChartPoint> Points)
{
    /// <summary>What the legend calls it; empty to be left out there.</summary>
    public string Name { get; init; } = "";
}

/// <summary>A point of a chart.</summary>
/// <param name="Across">To the right.</param>
/// <param name="Up">Upwards.</param>
public readonly record struct ChartPoint(double Across, double Up);

/// <summary>How points are drawn.</summary>
public enum ChartShape
{
    /// <summary>Joined by a line.</summary>
    Line,

    /// <summary>Joined by a broken line.</summary>
    Dashes,

    /// <summary>Joined by a thin line.</summary>
    Link,

    /// <summary>As the outline of a pale area.</summary>
    Area,

    /// <summary>Each as a dot.</summary>
    Dots,

    /// <summary>Every two joined by a thin line of its own.</summary>
    Spans,

    /// <summary>Each as a bar that stands on 0, or lies from it where the labels are at the left.</summary>
    Bars,
}
