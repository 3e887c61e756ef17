using AttnExtract.Render.Annotations;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales;

namespace AttnExtract.Render.Layout;

/// <summary>
/// A figure worked out for a page: pure geometry in pixels, from which every format is drawn. Texts do not overlap,
/// nothing is cut off, and every cell is a whole number of pixels.
/// </summary>
public sealed class FigureLayout
{
    private const double SmallestPageInches = 3;
    private static readonly Rgba CaptionColor = new(89, 89, 89);

    private readonly List<PanelLayout> _panels = [];
    private readonly List<ColorBarLayout> _bars = [];
    private readonly List<TextMark> _texts = [];

    private FigureLayout(
        Figure figure, GridPlan grid, AnnotationPlan annotations, IReadOnlyList<ColorScale> scales, ITextMeasure measure)
    {
        Dpi = figure.Dpi;
        TypeSizes sizes = grid.Sizes;
        double content = grid.Width + grid.BarWidth;
        double page = Math.Ceiling(figure.Width * figure.Dpi ?? Math.Max(content + (2 * sizes.Margin), SmallestPageInches * figure.Dpi));
        double x = Math.Floor((page - content) / 2);
        double y = sizes.Margin + grid.BarRise;

        for (int i = 0; i < figure.Panels.Length; i++)
        {
            PlacePanel(grid, figure, figure.Panels[i], scales[i], x, y, measure);
            PlaceNumbers(annotations.Texts[i], _panels[i].Cells, grid.Cell, annotations.Size(grid.Cell), measure);
        }

        PlaceBars(figure, grid, x, y);
        double bottom = PlaceCaption(
            figure, Math.Ceiling(y + grid.Height + grid.BarFall + grid.BarHeight), page, sizes, measure);
        CellLine = Math.Min(figure.LineWidth == 0 ? 0 : Math.Max(1, Math.Round(figure.LineWidth * sizes.Unit)), SmallestCell(grid) - 1);
        CellLineColor = figure.LineColor;
        CellStyle = figure.Cells;
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

    /// <summary>The width of lines between cells in pixels; 0 for none.</summary>
    public double CellLine { get; }

    /// <summary>The colour of lines between cells.</summary>
    public Rgba CellLineColor { get; }

    /// <summary>How cells are written where the format leaves a choice.</summary>
    public CellStyle CellStyle { get; }

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
        AnnotationPlan annotations = AnnotationPlan.Of(figure, scales, measure);
        CellSize cell = CellSize.Comfortable(figure, annotations);
        GridPlan grid = figure.Width is { } inches
            ? FitToWidth(figure, scales, cell, inches * figure.Dpi, measure)
            : new GridPlan(figure, scales, cell, measure);
        return new(figure, grid, annotations, scales, measure);
    }

    // Font sizes follow the cells and margins follow the fonts, so the size is found by trying.
    private static GridPlan FitToWidth(
        Figure figure, IReadOnlyList<ColorScale> scales, CellSize comfortable, double page, ITextMeasure measure)
    {
        double Needed(GridPlan grid) => grid.Width + grid.BarWidth + (2 * grid.Sizes.Margin);
        GridPlan best = new(figure, scales, comfortable.OfWidth(1, figure), measure);
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
            GridPlan grid = new(figure, scales, comfortable.OfWidth(middle, figure), measure);
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

    private static int SmallestCell(GridPlan grid) => Math.Min(grid.Cell.Width, grid.Cell.Height);

    private void PlacePanel(
        GridPlan grid, Figure figure, Panel panel, ColorScale scale, double x, double y, ITextMeasure measure)
    {
        TypeSizes sizes = grid.Sizes;
        Rect inGrid = grid.Cells(panel);
        Rect cells = inGrid with { X = x + inGrid.X, Y = y + inGrid.Y };
        List<Rect> ticks = [];
        Brackets.Pen pen = new(sizes, sizes.Bar, Rgba.Ink, measure, ticks, _texts);
        if (panel.Title.Length > 0)
        {
            _texts.Add(TextMark.Level(
                TextRole.Title, panel.Title, cells.X + (cells.Width / 2), cells.Y - grid.TitleGap(panel.Row), sizes.Title,
                TextAlign.Middle, Rgba.Ink, measure.Measure(panel.Title, sizes.Title)));
        }

        if (grid.Beside(panel) is { } beside)
        {
            double right = cells.X - grid.LabelGap(panel, true);
            Brackets.Beside(figure.RowSegments, cells, grid.Cell.Height, right - Math.Ceiling(beside.Longest), pen);
            foreach ((int index, string text, TextExtent extent, _) in beside.Shown)
            {
                double middle = cells.Y + ((index + 0.5) * grid.Cell.Height);
                ticks.Add(new(cells.X - sizes.Line - sizes.Tick, Math.Round(middle - (sizes.Line / 2)), sizes.Tick, sizes.Line));
                _texts.Add(TextMark.Level(
                    TextRole.RowLabel, text, right, middle + beside.Drop, beside.Size, TextAlign.End, Rgba.Ink, extent));
            }
        }

        if (grid.Under(panel) is { } under)
        {
            double top = cells.Bottom + grid.LabelGap(panel, false);
            Brackets.Under(figure.ColumnSegments, cells, grid.Cell.Width, top + Math.Ceiling(under.Depth), pen);
            foreach ((int index, string text, TextExtent extent, bool isUpright) in under.Shown)
            {
                double middle = cells.X + ((index + 0.5) * grid.Cell.Width);
                ticks.Add(new(Math.Round(middle - (sizes.Line / 2)), cells.Bottom + sizes.Line, sizes.Line, sizes.Tick));
                _texts.Add(isUpright
                    ? TextMark.Up(TextRole.ColumnLabel, text, middle + under.Drop, top, under.Size, TextAlign.End, Rgba.Ink, extent)
                    : TextMark.Level(
                        TextRole.ColumnLabel, text, middle, top + under.Above, under.Size, TextAlign.Middle, Rgba.Ink, extent));
            }
        }

        Rect[] dividers = [.. Brackets.Dividers(figure.RowSegments, figure.ColumnSegments, cells, grid.Cell, sizes.Line)];
        _panels.Add(new(panel, scale, cells, Frames.Around(cells, sizes.Line), ticks, dividers));
    }

    private void PlaceNumbers(IReadOnlyList<CellText> numbers, Rect cells, CellSize cell, double size, ITextMeasure measure)
    {
        foreach (CellText number in numbers)
        {
            double x = cells.X + ((number.Column + 0.5) * cell.Width);
            double y = cells.Y + ((number.Row + 0.5) * cell.Height) + (size * 0.36);
            _texts.Add(TextMark.Level(
                TextRole.Cell, number.Text, x, y, size, TextAlign.Middle, number.Color, measure.Measure(number.Text, size)));
        }
    }

    private void PlaceBars(Figure figure, GridPlan grid, double x, double y)
    {
        for (int i = 0; i < grid.Bars.Count; i++)
        {
            BarPlan bar = grid.Bars[i];
            IEnumerable<PanelLayout> explained = _panels.Where(panel => panel.Scale == bar.Scale);
            double top = explained.Min(panel => panel.Cells.Y);
            double height = explained.Max(panel => panel.Cells.Bottom) - top;
            double left = figure.Sharing == ScaleSharing.Panel ? _panels[i].Cells.Right + grid.BarGap : x + grid.Width + grid.BarGap;
            if (grid.HasBarBelow)
            {
                double first = explained.Min(panel => panel.Cells.X);
                double width = explained.Max(panel => panel.Cells.Right) - first;
                _bars.Add(bar.Place(Math.Round(first + ((width - bar.Length) / 2)), Math.Round(y + grid.Height + grid.BarGap), _texts));
                continue;
            }

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
