using AttnExtract.Render.Annotations;
using AttnExtract.Render.Colors;

namespace AttnExtract.Render.Words;

/// <summary>What the cells of one heatmap come out as.</summary>
/// <param name="Title">The panel's title.</param>
/// <param name="Vmin">The lower limit that came out.</param>
/// <param name="Vmax">The upper limit that came out.</param>
/// <param name="Rows">How many rows of cells.</param>
/// <param name="Columns">How many columns of cells.</param>
/// <param name="Cells">The colours, row after row from the top; null where there is no number.</param>
/// <param name="Texts">The numbers written into the cells.</param>
public sealed record PanelReport(
    string Title, double Vmin, double Vmax, int Rows, int Columns, IReadOnlyList<Rgba?> Cells, IReadOnlyList<CellText> Texts);
