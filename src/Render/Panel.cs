using System.Collections.Immutable;
using AttnExtract.Render.Colors;

namespace AttnExtract.Render;

/// <summary>One heatmap of a figure.</summary>
/// <param name="Row">Its 0-based row in the grid of panels.</param>
/// <param name="Column">Its 0-based column in the grid of panels.</param>
/// <param name="Title">What stands over it; may be empty.</param>
/// <param name="Values">Its numbers.</param>
public sealed record Panel(int Row, int Column, string Title, Matrix Values)
{
    /// <summary>What a file of its own is called, without extension; empty to be numbered.</summary>
    public string Name { get; init; } = "";

    /// <summary>What the caption says is shown where it stands alone; empty to keep the figure's.</summary>
    public string Shown { get; init; } = "";

    /// <summary>Its colormap, where it does not share the figure's.</summary>
    public Colormap? Colormap { get; init; }

    /// <summary>The numbers written into its cells, where they are not its values.</summary>
    public Matrix? Annotations { get; init; }

    /// <summary>Lines and areas over its cells, what lies below first.</summary>
    public ImmutableArray<PanelCurve> Curves { get; init; } = [];

    /// <summary>Words beside points, the most important first.</summary>
    public ImmutableArray<PanelNote> Notes { get; init; } = [];

    /// <summary>The labels of its rows of cells, where it does not share the figure's.</summary>
    public ImmutableArray<string>? RowLabels { get; init; }

    /// <summary>The labels of its columns of cells, where it does not share the figure's.</summary>
    public ImmutableArray<string>? ColumnLabels { get; init; }
}
