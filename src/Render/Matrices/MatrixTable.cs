using AttnExtract.Ground;

namespace AttnExtract.Render.Matrices;

/// <summary>A matrix as a file holds it.</summary>
/// <param name="Values">The numbers; NaN where the file has none.</param>
/// <param name="RowLabels">What the file calls its rows; null where it does not say.</param>
/// <param name="ColumnLabels">What the file calls its columns; null where it does not say.</param>
public sealed record MatrixTable(Matrix Values, IReadOnlyList<string>? RowLabels = null, IReadOnlyList<string>? ColumnLabels = null)
{
    /// <summary>What is said of a file that can be read in two ways: which was taken, and how to choose the other.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>A heatmap of it, labelled as the file says.</summary>
    /// <exception cref="AttnExtractException">The matrix is empty.</exception>
    public Figure ToFigure(string title = "") => Heatmap.Of(Values, RowLabels, ColumnLabels, title);
}
