using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Render.Charts;
using AttnExtract.Render.Colors;
using AttnExtract.Render.RunningText;
using AttnExtract.Render.Scales;

namespace AttnExtract.Render;

/// <summary>One heatmap of a figure.</summary>
/// <param name="Row">Its 0-based row in the grid of panels.</param>
/// <param name="Column">Its 0-based column in the grid of panels.</param>
/// <param name="Title">What stands over it; may be empty.</param>
/// <param name="Values">Its numbers.</param>
public sealed record Panel(int Row, int Column, string Title, Matrix Values)
{
    /// <summary>
    /// What a file of its own is called, without extension; empty to be numbered. Where some system takes no such file (<c>a:b</c>, <c>CON</c>), the
    /// nearest that all take.
    /// </summary>
    public string Name { get; init => field = PortableName.Of(value); } = "";

    /// <summary>What the caption says is shown where it stands alone; empty to keep the figure's.</summary>
    public string Shown { get; init; } = "";

    /// <summary>What its numbers are, in a figure of several measures, each of which has a scale of its own; else empty.</summary>
    public string Measure { get; init; } = "";

    /// <summary>Its colours and limits, where they are not the figure's.</summary>
    public ScaleOptions? Scale { get; init; }

    /// <summary>Its colormap, where it does not share the figure's.</summary>
    public Colormap? Colormap { get; init; }

    /// <summary>The numbers written into its cells, where they are not its values; of a figure with marks, not 0 where one stands.</summary>
    public Matrix? Annotations { get; init; }

    /// <summary>The texts written into its cells, row after row, where they are no numbers; an empty one writes nothing.</summary>
    public ImmutableArray<string>? AnnotationTexts { get; init; }

    /// <summary>What it shows on axes in place of cells; null for cells.</summary>
    public Chart? Chart { get; init; }

    /// <summary>The running text that it shows on coloured ground in place of cells; null for cells.</summary>
    public TextFlow? Flow { get; init; }

    /// <summary>Lines and areas over its cells, what lies below first.</summary>
    public ImmutableArray<PanelCurve> Curves { get; init; } = [];

    /// <summary>Words beside points, the most important first.</summary>
    public ImmutableArray<PanelNote> Notes { get; init; } = [];

    /// <summary>The labels of its rows of cells, where it does not share the figure's.</summary>
    public ImmutableArray<string>? RowLabels { get; init; }

    /// <summary>The labels of its columns of cells, where it does not share the figure's.</summary>
    public ImmutableArray<string>? ColumnLabels { get; init; }

    /// <summary>Whether it shows cells, and nothing in their place.</summary>
    internal bool HasCells => Chart is null && Flow is null;

    /// <summary>Whether labels go along its rows; along an upright axis of numbers none do.</summary>
    internal bool HasRowLabels => Flow is null && (Chart is null || Chart.Up.Marking == ChartMarking.Labels);

    /// <summary>Whether labels go along its columns.</summary>
    internal bool HasColumnLabels => Flow is null && (Chart is null || Chart.Across.Marking == ChartMarking.Labels);
}

/// <summary>A line, or an area, over the cells of a panel.</summary>
/// <param name="Points">Its points in order; of an area, its outline.</param>
/// <param name="Color">Its colour.</param>
/// <param name="IsArea">Whether the outline is filled instead of drawn.</param>
public sealed record PanelCurve(ImmutableArray<CurvePoint> Points, Rgba Color, bool IsArea = false)
{
    /// <summary>The width of a line in points.</summary>
    public double Width { get; init; } = 1.2;
}

/// <summary>A few words beside a point of a panel. Where all around is taken by other notes and their points, it is left out.</summary>
/// <param name="At">The point.</param>
/// <param name="Text">What it says.</param>
public sealed record PanelNote(CurvePoint At, string Text);

/// <summary>A point of a curve, counted in cells: (0, 0) is the middle of the first cell of the first row.</summary>
/// <param name="Column">To the right.</param>
/// <param name="Row">Downwards.</param>
public readonly record struct CurvePoint(double Column, double Row);
