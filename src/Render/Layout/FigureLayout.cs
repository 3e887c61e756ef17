using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales;

namespace AttnExtract.Render.Layout;

/// <summary>
/// A figure worked out for a page: pure geometry in pixels, from which every format is drawn. Texts do not overlap,
/// nothing is cut off, and every cell is a whole number of pixels.
/// </summary>
public sealed class FigureLayout
{
    // A panel of a grid is smaller than one alone, but not by as much as there are panels.
    private const double LargestPanelInches = 5;
    private const double LargestCellInches = 0.36;
    private const double SmallestPanelInches = 0.45;
    private const double CrowdingExponent = -0.45;

    private const double SmallestPageInches = 3;
    private static readonly Rgba CaptionColor = new(89, 89, 89);

    private readonly List<PanelLayout> _panels = [];
    private readonly List<ColorBarLayout> _bars = [];
    private readonly List<TextMark> _texts = [];

    private FigureLayout(Figure figure, GridPlan grid, IReadOnlyList<ColorScale> scales, ITextMeasure measure)
    {
        Dpi = figure.Dpi;
        TypeSizes sizes = grid.Sizes;
        double content = grid.Width + grid.BarWidth;
        double page = Math.Ceiling(figure.Width * figure.Dpi ?? Math.Max(content + (2 * sizes.Margin), SmallestPageInches * figure.Dpi));
        double x = Math.Floor((page - content) / 2);
        double y = sizes.Margin + grid.BarRise;

        for (int i = 0; i < figure.Panels.Length; i++)
        {
            PlacePanel(grid, figure.Panels[i], scales[i], x, y, measure);
        }

        PlaceBars(figure, grid, x + grid.Width + grid.BarGap, y);
        double bottom = PlaceCaption(figure, Math.Ceiling(y + grid.Height + grid.BarFall), page, sizes, measure);
        (Width, Height) = ((int)page, (int)Math.Ceiling(bottom + sizes.Margin));
        Line = sizes.Line;
    }

    /// <summary>The page's width in pixels.</summary>
    public int Width { get; }

    /// <summary>The page's height in pixels.</summary>
    public int Height { get; }

    /// <summary>Pixels an inch.</summary>
    public double Dpi { get; }

    /// <summary>The width of frames in pixels.</summary>
    public double Line { get; }

    /// <summary>The colour of the page.</summary>
    public Rgba Background => Rgba.White;

    /// <summary>The heatmaps, in the figure's order.</summary>
    public IReadOnlyList<PanelLayout> Panels => _panels;

    /// <summary>The colour bars.</summary>
    public IReadOnlyList<ColorBarLayout> ColorBars => _bars;

    /// <summary>Every text on the page.</summary>
    public IReadOnlyList<TextMark> Texts => _texts;

    /// <summary>Works out where everything goes.</summary>
    /// <exception cref="FigureException">The numbers have no scale, or the width is too small for the panels.</exception>
    public static FigureLayout Create(Figure figure, ITextMeasure measure)
    {
        IReadOnlyList<ColorScale> scales = FigureScales.Resolve(figure);
        GridPlan grid = figure.Width is { } inches
            ? FitToWidth(figure, scales, inches * figure.Dpi, measure)
            : new GridPlan(figure, scales, ComfortableCell(figure), measure);
        return new(figure, grid, scales, measure);
    }

    private static int ComfortableCell(Figure figure)
    {
        int cells = figure.Panels.Max(panel => Math.Max(panel.Values.Rows, panel.Values.Columns));
        double crowding = Math.Pow(figure.Panels.Max(panel => panel.Column) + 1, CrowdingExponent);
        double cell = Math.Min(LargestCellInches, LargestPanelInches / cells) * crowding;
        return (int)Math.Max(1, Math.Floor(Math.Max(cell, SmallestPanelInches / cells) * figure.Dpi));
    }

    // Font sizes follow the cells and margins follow the fonts, so the size is found by trying.
    private static GridPlan FitToWidth(Figure figure, IReadOnlyList<ColorScale> scales, double page, ITextMeasure measure)
    {
        double Needed(GridPlan grid) => grid.Width + grid.BarWidth + (2 * grid.Sizes.Margin);
        GridPlan best = new(figure, scales, 1, measure);
        if (Needed(best) > page)
        {
            throw new FigureException(FormattableString.Invariant(
                $"A width of {page / figure.Dpi:0.##} in is too small: the panels need at least {Needed(best) / figure.Dpi:0.##} in ")
                + FormattableString.Invariant($"at {figure.Dpi} dpi; give more width, a higher resolution or fewer panels."));
        }

        (int fits, int tooLarge) = (1, (int)page + 1);
        while (tooLarge - fits > 1)
        {
            int middle = (fits + tooLarge) / 2;
            GridPlan grid = new(figure, scales, middle, measure);
            if (Needed(grid) <= page)
            {
                (fits, best) = (middle, grid);
            }
            else
            {
                tooLarge = middle;
            }
        }

        return best;
    }

    private void PlacePanel(GridPlan grid, Panel panel, ColorScale scale, double x, double y, ITextMeasure measure)
    {
        TypeSizes sizes = grid.Sizes;
        Rect inGrid = grid.Cells(panel);
        Rect cells = inGrid with { X = x + inGrid.X, Y = y + inGrid.Y };
        List<Rect> ticks = [];
        if (panel.Title.Length > 0)
        {
            _texts.Add(TextMark.Level(
                TextRole.Title, panel.Title, cells.X + (cells.Width / 2), cells.Y - grid.TitleGap(panel.Row), sizes.Title,
                TextAlign.Middle, Rgba.Ink, measure.Measure(panel.Title, sizes.Title)));
        }

        if (grid.Beside(panel) is { } beside)
        {
            double right = cells.X - grid.LabelGap(panel, true);
            foreach ((int index, string text, TextExtent extent, _) in beside.Shown)
            {
                double middle = cells.Y + ((index + 0.5) * grid.Cell);
                ticks.Add(new(cells.X - sizes.Line - sizes.Tick, Math.Round(middle - (sizes.Line / 2)), sizes.Tick, sizes.Line));
                _texts.Add(TextMark.Level(
                    TextRole.RowLabel, text, right, middle + beside.Drop, beside.Size, TextAlign.End, Rgba.Ink, extent));
            }
        }

        if (grid.Under(panel) is { } under)
        {
            double top = cells.Bottom + grid.LabelGap(panel, false);
            foreach ((int index, string text, TextExtent extent, bool isUpright) in under.Shown)
            {
                double middle = cells.X + ((index + 0.5) * grid.Cell);
                ticks.Add(new(Math.Round(middle - (sizes.Line / 2)), cells.Bottom + sizes.Line, sizes.Line, sizes.Tick));
                _texts.Add(isUpright
                    ? TextMark.Up(TextRole.ColumnLabel, text, middle + under.Drop, top, under.Size, TextAlign.End, Rgba.Ink, extent)
                    : TextMark.Level(
                        TextRole.ColumnLabel, text, middle, top + under.Above, under.Size, TextAlign.Middle, Rgba.Ink, extent));
            }
        }

        _panels.Add(new(panel, scale, cells, Frames.Around(cells, sizes.Line), ticks));
    }

    private void PlaceBars(Figure figure, GridPlan grid, double x, double y)
    {
        for (int i = 0; i < grid.Bars.Count; i++)
        {
            BarPlan bar = grid.Bars[i];
            IEnumerable<PanelLayout> explained = _panels.Where(panel => panel.Scale == bar.Scale);
            double top = explained.Min(panel => panel.Cells.Y);
            double height = explained.Max(panel => panel.Cells.Bottom) - top;
            double left = figure.Sharing == ScaleSharing.Panel ? _panels[i].Cells.Right + grid.BarGap : x;
            _bars.Add(bar.Place(Math.Round(left), Math.Round(top + ((height - bar.Length) / 2)), _texts));
        }
    }

    private double PlaceCaption(Figure figure, double top, double page, TypeSizes sizes, ITextMeasure measure)
    {
        if (figure.Caption.IsEmpty)
        {
            return top;
        }

        double size = Math.Clamp(page / 150, 7 * sizes.Unit, 13 * sizes.Unit);
        CaptionBlock caption = CaptionBlock.Set(figure.Caption, page - (2 * sizes.Margin), size, measure);
        double start = top + Math.Round(size * 0.9);
        for (int i = 0; i < caption.Lines.Count; i++)
        {
            _texts.Add(TextMark.Level(
                TextRole.Caption, caption.Lines[i], sizes.Margin, start + caption.Baseline(i), size, TextAlign.Start,
                CaptionColor, measure.Measure(caption.Lines[i], size)));
        }

        return start + caption.Height;
    }
}
