using AttnExtract.Render.Layout;

namespace AttnExtract.Render.Charts;

/// <summary>
/// On a page as wide as one column, charts stand one under the other and under maps, each as wide as the page, where beside them their axes would
/// have no room for two numbers. A tree stays at the rows that it joins.
/// </summary>
internal static class ChartStack
{
    // So that bars are about as high as lines of text.
    private const int FewestColumns = 10;

    // In points: larger letters need more room than a column has on wider pages, too.
    private const double UsualSize = 7.5;

    /// <summary>The figure as a page of its width takes it.</summary>
    public static Figure Apply(Figure figure)
    {
        bool hasMaps = figure.Panels.Any(panel => panel.Chart is null);
        bool IsFree(Panel panel) => panel.Chart is not null && (!hasMaps || panel.RowLabels is not null);
        double widest = PageWidth.WidestColumn * Math.Max(1, (figure.FontSize ?? 0) / UsualSize);
        if (!(figure.Width < widest) || figure.Panels.Length == 1 || figure.Panels.Any(panel => panel.Row > 0) || !figure.Panels.Any(IsFree))
        {
            return figure;
        }

        int columns = Math.Max(FewestColumns, figure.Panels.Where(panel => !IsFree(panel)).Sum(panel => panel.Values.Columns));
        int row = hasMaps ? 1 : 0;
        return figure with
        {
            Panels = [.. figure.Panels.Select(panel => !IsFree(panel) ? panel : panel with
            {
                Row = row++,
                Column = 0,
                Values = Chart.Room(panel.Values.Rows, columns),
            })],
        };
    }
}
