using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Render.Annotations;
using AttnExtract.Render.Charts;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales;
using AttnExtract.Render.Scales.Bars;
using AttnExtract.Render.Words;

namespace AttnExtract.Render.Layout;

/// <summary>
/// A figure worked out for a page: pure geometry in pixels, from which every format is drawn. Texts do not overlap, and
/// nothing is cut off. On a page that becomes a picture every cell is a whole number of pixels; on one that stays a drawing, what it comes to.
/// </summary>
public sealed class FigureLayout
{
    private const double SmallestPageInches = 3;

    // A larger page is no overview any more, and fills the memory.
    private const double MostPixels = 60e6;

    // More does not fit into one image of Skia's, nor into most memories.
    private const double MostPagePixels = 268e6;

    // Blocks that leave a panel fewer cells than this a side show nothing any more; smaller type loses less.
    private const int FewestCells = 24;

    // Of the size that it should have; below, it is dust.
    private const double SmallestType = 0.25;

    private const double TitleOverPanels = 1.2;

    private readonly List<PanelLayout> _panels = [];
    private readonly List<ColorBarLayout> _bars = [];
    private readonly List<TextMark> _texts = [];

    // What the caption says of labels of charts that had to be cut.
    private readonly List<CaptionPart> _cut = [];

    private FigureLayout(
        Figure figure, GridPlan grid, AnnotationPlan annotations, IReadOnlyList<ColorScale> scales, ITextMeasure measure)
    {
        Dpi = figure.Dpi;
        Theme = figure.Theme;
        TypeSizes sizes = grid.Sizes;
        double content = grid.Width + grid.BarWidth;
        double page = sizes.Grain.Up(figure.Width * figure.Dpi ?? Math.Max(content, LeastContent(figure, grid, measure)) + (2 * sizes.Margin));
        double x = sizes.Grain.Down((page - content) / 2) + (grid.HasBarOn(ColorBarSide.Left) ? grid.BarWidth : 0);
        double y = PlaceTitle(figure, page, sizes, measure) + grid.BarRise + (grid.HasBarOn(ColorBarSide.Top) ? grid.BarHeight : 0);

        for (int i = 0; i < figure.Panels.Length; i++)
        {
            PlacePanel(grid, figure, figure.Panels[i], scales[i], x, y, measure);
            PlaceNumbers(annotations.Texts[i], _panels[i].Cells, grid.Cell, annotations.Size(grid.Cell), measure);
        }

        PlaceHeadings(figure, grid, x, y, measure);
        PlaceAxes(figure, grid, x, y, measure);
        PlaceBars(figure, grid, x, y);
        Lacking = [.. _texts.Select(text => text.Text).Concat(Caption(figure).Select(part => part.Text)).SelectMany(measure.Lacking).Distinct().Order()];
        double bottom = PlaceCaption(
            [.. Caption(figure), .. figure.DrawsCaption ? [.. _cut.Distinct(), .. MissingCharacters.InCaption(Lacking)] : Array.Empty<CaptionPart>()],
            figure.Dpi,
            sizes.Grain.Up(y + grid.Height + grid.BarFall + (grid.HasBarOn(ColorBarSide.Bottom) ? grid.BarHeight : 0)), page, sizes, measure);
        double smallest = Math.Min(grid.Cell.Width, grid.Cell.Height);
        CellLine = Math.Min(
            figure.LineWidth == 0 ? 0 : sizes.Grain.AtLeast(1, figure.LineWidth * sizes.Unit), sizes.Grain.IsExact ? smallest / 2 : smallest - 1);
        CellLineReach = sizes.Grain.Down(CellLine / 2);
        CellLineColor = figure.LineColor;
        CellStyle = figure.Cells;
        RequireDrawable(page, bottom + sizes.Margin, figure.Dpi);
        (Width, Height) = (page, sizes.Grain.Up(bottom + sizes.Margin));
        Line = sizes.Line;
    }

    /// <summary>The page's width in pixels.</summary>
    public double Width { get; }

    /// <summary>The page's height in pixels.</summary>
    public double Height { get; }

    /// <summary>Pixels an inch.</summary>
    public double Dpi { get; }

    /// <summary>The width of frames in pixels.</summary>
    public double Line { get; }

    /// <summary>The width of lines between cells in pixels; 0 for none.</summary>
    public double CellLine { get; }

    /// <summary>How much of such a line lies before the border of two cells.</summary>
    internal double CellLineReach { get; }

    /// <summary>The colour of lines between cells.</summary>
    public Rgba CellLineColor { get; }

    /// <summary>How cells are written where the format leaves a choice.</summary>
    public CellStyle CellStyle { get; }

    /// <summary>The colours of the page around the cells.</summary>
    public Theme Theme { get; }

    /// <summary>The heatmaps, in the figure's order.</summary>
    public IReadOnlyList<PanelLayout> Panels => _panels;

    /// <summary>The colour bars.</summary>
    public IReadOnlyList<ColorBarLayout> ColorBars => _bars;

    /// <summary>Every text on the page.</summary>
    public IReadOnlyList<TextMark> Texts => _texts;

    /// <summary>Every how many rows of cells a label stands; 0 where none does.</summary>
    internal int RowLabelStep { get; private set; }

    /// <summary>Every how many columns of cells a label stands; 0 where none does.</summary>
    internal int ColumnLabelStep { get; private set; }

    /// <summary>The characters on the page that no font has, as code points in their order.</summary>
    internal IReadOnlyList<int> Lacking { get; }

    /// <summary>The size of the smallest label of a row or column, or of the titles, in points; null where there is none.</summary>
    public double? SmallestLabelPoints
    {
        get
        {
            double[] sizes = [.. _texts
                .Where(text => text.Role is TextRole.RowLabel or TextRole.ColumnLabel or TextRole.Title or TextRole.Heading)
                .Select(text => text.Size)];
            return sizes.Length > 0 ? sizes.Min() * 72 / Dpi : null;
        }
    }

    /// <summary>Works out where everything goes, in whole pixels.</summary>
    /// <exception cref="AttnExtractException">The numbers have no scale, or the width is too small for the panels.</exception>
    public static FigureLayout Create(Figure figure, ITextMeasure measure) => Create(figure, FigureScales.Resolve(figure), Grain.Pixels, measure);

    /// <summary>The same with scales that were settled before, for a picture or a drawing.</summary>
    internal static FigureLayout Create(Figure figure, IReadOnlyList<ColorScale> scales, Grain grain, ITextMeasure measure)
    {
        figure = ChartStack.Apply(figure);
        if (figure.Width is { } inches)
        {
            RequireDrawable(inches * figure.Dpi, null, figure.Dpi);
            return FittedTo(inches * figure.Dpi, figure, scales, grain, measure);
        }

        for (int side = 1; ; side *= 2)
        {
            Figure reduced = BlockReduction.Apply(figure, side);
            AnnotationPlan annotations = AnnotationPlan.Of(reduced, scales, measure);
            RequireDrawable(annotations.LeastCell.Width, annotations.LeastCell.Height, figure.Dpi);
            GridPlan grid = new(reduced, scales, CellSize.Comfortable(reduced, annotations, grain), grain, measure);
            if (grid.Width * grid.Height <= MostPixels || Largest(reduced) == 1)
            {
                return new(reduced, grid, annotations, scales, measure);
            }
        }
    }

    /// <summary>The width in inches at which labels of rows and columns are so high; null where no width does that.</summary>
    internal static double? WidthFor(Figure figure, double labelPoints, Grain grain, ITextMeasure measure)
    {
        IReadOnlyList<ColorScale> scales = FigureScales.Resolve(figure);
        if (figure.FontSize is not null)
        {
            return null;
        }

        double side = grain.Up(TypeSizes.CellFor(labelPoints, figure.Dpi));
        CellSize cell = CellSize.Comfortable(figure, AnnotationPlan.Of(figure, scales, measure), grain).OfWidth(side, figure);
        return cell.Height < side ? null : new GridPlan(figure, scales, cell, grain, measure).PageWidth / figure.Dpi;
    }

    /// <summary>The width in inches of a page on which cells are as large as where nobody says a width, and the longest side of its panels in pixels.</summary>
    internal static (double Inches, double Side) Comfortable(Figure figure, Grain grain, ITextMeasure measure)
    {
        IReadOnlyList<ColorScale> scales = FigureScales.Resolve(figure);
        CellSize cell = CellSize.Comfortable(figure, AnnotationPlan.Of(figure, scales, measure), grain);
        double side = figure.Panels.Max(panel => Math.Max(panel.Values.Columns * cell.Width, panel.Values.Rows * cell.Height));
        return (new GridPlan(figure, scales, cell, grain, measure).PageWidth / figure.Dpi, side);
    }

    // Font sizes follow the cells and margins follow the fonts, so the size is found by trying: first whole cells, then blocks of
    // them, and at last smaller type than anybody would choose, which a warning then remarks.
    private static FigureLayout FittedTo(double page, Figure figure, IReadOnlyList<ColorScale> scales, Grain grain, ITextMeasure measure)
    {
        double needed = page;
        for (double shrink = 1; shrink >= SmallestType; shrink *= 0.9)
        {
            Figure shrunk = figure with { Dpi = figure.Dpi * shrink };
            for (int side = 1; side == 1 || Largest(figure) >= FewestCells * side; side++)
            {
                Figure outline = side == 1 ? shrunk : BlockReduction.Outline(shrunk, side);
                double least = grain.SmallestCell(Largest(outline), figure.Dpi);
                GridPlan smallest = new(outline, scales, CellSize.Smallest(least, outline), grain, measure);
                needed = smallest.PageWidth;
                if (needed <= page)
                {
                    Figure reduced = BlockReduction.Apply(shrunk, side);
                    AnnotationPlan annotations = AnnotationPlan.Of(reduced, scales, measure);
                    CellSize comfortable = CellSize.Comfortable(reduced, annotations, grain);
                    GridPlan grid = Widest(page, smallest, reduced, scales, comfortable, grain, measure);
                    return new(reduced with { Dpi = figure.Dpi }, grid, annotations, scales, measure);
                }
            }
        }

        throw new AttnExtractException(FormattableString.Invariant(
            $"A width of {page / figure.Dpi:0.##} in is too small: the panels need at least ")
            + FormattableString.Invariant($"{needed / figure.Dpi:0.##} in at {figure.Dpi} dpi; ")
            + "give more width, a higher resolution or fewer panels.");
    }

    private static GridPlan Widest(
        double page, GridPlan best, Figure figure, IReadOnlyList<ColorScale> scales, CellSize comfortable, Grain grain, ITextMeasure measure)
    {
        (double fits, double tooLarge) = (best.Cell.Width, Math.Floor(page) + 1);
        while (tooLarge - fits > grain.Step)
        {
            double middle = grain.Down((fits + tooLarge) / 2);
            GridPlan grid = new(figure, scales, comfortable.OfWidth(middle, figure), grain, measure);
            if (grid.PageWidth <= page)
            {
                (fits, best) = (middle, grid);
            }
            else
            {
                tooLarge = middle;
            }
        }

        return best.Spread(page - best.PageWidth);
    }

    private static void RequireDrawable(double width, double? height, double dpi)
    {
        if (!(width * (height ?? 1) <= MostPagePixels))
        {
            string high = height is null ? "" : FormattableString.Invariant($" × {height / dpi:0.#}");
            throw new AttnExtractException(FormattableString.Invariant(
                $"A page of {width / dpi:0.#}{high} in at {dpi} dpi has more pixels than can be drawn, which is {MostPagePixels / 1e6} million; ")
                + "give less width, a lower resolution or smaller type.");
        }
    }

    private static int Largest(Figure figure) => figure.Panels.Max(panel => panel.Flow is not null ? 1 : Math.Max(panel.Values.Rows, panel.Values.Columns));

    private void PlacePanel(
        GridPlan grid, Figure figure, Panel panel, ColorScale scale, double x, double y, ITextMeasure measure)
    {
        TypeSizes sizes = grid.Sizes;
        Rect inGrid = grid.Cells(panel);
        Rect cells = inGrid with { X = x + inGrid.X, Y = y + inGrid.Y };
        List<Rect> ticks = [];
        Brackets.Pen pen = new(sizes, sizes.Bar, Theme.Ink, measure, ticks, _texts);
        IReadOnlyList<string> title = grid.Title(panel);
        foreach ((int i, string line) in title.Index())
        {
            double baseline = cells.Y - grid.TitleGap(panel.Row) - ((title.Count - 1 - i) * TextLines.Distance(sizes.Title));
            _texts.Add(TextMark.Level(
                TextRole.Title, line, cells.X + (cells.Width / 2), baseline, sizes.Title, TextAlign.Middle, Theme.Ink, measure.Measure(line, sizes.Title)));
        }

        if (grid.Beside(panel) is { } beside)
        {
            RowLabelStep = Math.Max(RowLabelStep, beside.Step);
            double right = cells.X - grid.LabelGap(panel, true);
            Brackets.Beside(figure.RowSegments, cells, grid.Cell.Height, right - sizes.Grain.Up(beside.Longest), pen);
            foreach ((int index, string text, TextExtent extent, _, _) in beside.Shown)
            {
                double middle = cells.Y + ((index + 0.5) * grid.Cell.Height);
                string whole = (panel.RowLabels ?? figure.RowLabels)[index];
                _cut.AddRange(panel.Chart is null || text == whole ? [] : [new($"{text}: {whole}")]);
                ticks.Add(new(cells.X - sizes.Line - sizes.Tick, sizes.Grain.Nearest(middle - (sizes.Line / 2)), sizes.Tick, sizes.Line));
                _texts.Add(TextMark.Level(
                    TextRole.RowLabel, text, right, middle + beside.Drop, beside.Size, TextAlign.End, Theme.Ink, extent));
            }
        }

        if (grid.Under(panel) is { } under)
        {
            ColumnLabelStep = Math.Max(ColumnLabelStep, under.Step);
            double top = cells.Bottom + grid.LabelGap(panel, false);
            Brackets.Under(figure.ColumnSegments, cells, grid.Cell.Width, top + sizes.Grain.Up(under.Depth), pen);
            foreach (ShownLabel label in under.Shown)
            {
                double middle = cells.X + ((label.Index + 0.5) * grid.Cell.Width);
                ticks.Add(new(sizes.Grain.Nearest(middle - (sizes.Line / 2)), cells.Bottom + sizes.Line, sizes.Line, sizes.Tick));
                PlaceUnder(label, under, middle, top, measure);
            }
        }

        Rect[] dividers = [.. Brackets.Dividers(figure.RowSegments, figure.ColumnSegments, cells, grid.Cell, sizes.Line)];
        _texts.AddRange(NotePlan.Place(panel, cells, sizes, Theme.Ink, measure));
        _panels.Add(new(panel, scale, cells, Frames.Around(cells, sizes.Line), ticks, dividers)
        {
            Samples = grid.Chart(panel)?.Place(cells, grid.BesideRoom(panel), grid.UnderRoom(panel), Theme, Dpi, ticks, _texts)
                ?? grid.Flow(panel)?.Place(cells, Theme, _texts, _bars) ?? [],
        });
    }

    private void PlaceHeadings(Figure figure, GridPlan grid, double x, double y, ITextMeasure measure)
    {
        double size = grid.Sizes.Title;
        foreach (int column in Enumerable.Range(0, figure.HasHeadings ? figure.ColumnHeadings.Length : 0))
        {
            foreach ((int line, string text) in grid.Heading(column).Index())
            {
                double baseline = y + size + (line * TextLines.Distance(size));
                _texts.Add(TextMark.Level(
                    TextRole.Heading, text, x + grid.ColumnMiddle(column), baseline, size, TextAlign.Middle, Theme.Ink, measure.Measure(text, size)));
            }
        }

        foreach ((int row, string heading) in figure.HasHeadings ? figure.RowHeadings.Index() : [])
        {
            (double middle, double height) = grid.RowMiddle(row);
            string text = LabelPlan.Shorten(heading, height, size, measure);
            _texts.Add(TextMark.Up(
                TextRole.Heading, text, x + grid.RowAxisRoom + size, y + middle, size, TextAlign.Middle, Theme.Ink, measure.Measure(text, size)));
        }
    }

    // No wider than its words ask for, up to a width at which they need not be broken often; numbers stand out at the ends of a lying bar.
    private static double LeastContent(Figure figure, GridPlan grid, ITextMeasure measure)
    {
        double most = (SmallestPageInches * figure.Dpi) - (2 * grid.Sizes.Margin);
        double title = figure.Title.Length == 0 ? 0 : measure.Measure(figure.Title, TitleOverPanels * grid.Sizes.Title).Width;
        double caption = Caption(figure).Sum(part => measure.Measure(part.Text + CaptionBlock.Separator, grid.Sizes.Caption(most, figure.Dpi / 72)).Width);
        return grid.HasLyingBar ? most : grid.Sizes.Grain.Up(Math.Min(most, Math.Max(title, caption)));
    }

    // From the top of the page, in as many lines as it takes; what it returns is where the rest begins.
    private double PlaceTitle(Figure figure, double page, TypeSizes sizes, ITextMeasure measure)
    {
        if (figure.Title.Length == 0)
        {
            return sizes.Margin;
        }

        double size = TitleOverPanels * sizes.Title;
        CaptionBlock title = CaptionBlock.Set([new(figure.Title)], page - (2 * sizes.Margin), size, measure);
        foreach ((int line, string text) in title.Lines.Index())
        {
            _texts.Add(TextMark.Level(
                TextRole.FigureTitle, text, sizes.Grain.Nearest(page / 2), sizes.Margin + title.Baseline(line), size, TextAlign.Middle, Theme.Ink,
                measure.Measure(text, size)));
        }

        return sizes.Margin + sizes.Grain.Up(title.Height) + sizes.Gap;
    }

    // In the middle of the panels, as far as the grid has room to both sides.
    private void PlaceAxes(Figure figure, GridPlan grid, double x, double y, ITextMeasure measure)
    {
        if (figure.ColumnAxis.Length > 0)
        {
            double size = grid.ColumnAxisSize;
            string text = LabelPlan.Shorten(figure.ColumnAxis, grid.Width, size, measure);
            TextExtent extent = measure.Measure(text, size);
            _texts.Add(TextMark.Level(
                TextRole.Axis, text, x + Within(grid.Middle, extent.Width, grid.Width), y + grid.Height - (0.3 * size), size, TextAlign.Middle,
                Theme.Ink, extent));
        }

        foreach ((int line, string text) in grid.RowAxis.Index())
        {
            double size = grid.RowAxisSize;
            TextExtent extent = measure.Measure(text, size);
            _texts.Add(TextMark.Up(
                TextRole.Axis, text, x + size + (line * grid.RowAxisLine), y + Within(grid.Centre, extent.Width, grid.Height), size, TextAlign.Middle,
                Theme.Ink, extent));
        }
    }

    private static double Within(double middle, double length, double room) =>
        length >= room ? room / 2 : Math.Clamp(middle, length / 2, room - (length / 2));

    private void PlaceUnder(ShownLabel label, LabelPlan plan, double middle, double top, ITextMeasure measure)
    {
        if (label.IsUpright)
        {
            _texts.Add(TextMark.Up(
                TextRole.ColumnLabel, label.Text, middle + plan.Drop, top, plan.Size, TextAlign.End, Theme.Ink, label.Extent));
            return;
        }

        IEnumerable<string> lines = label.IsStacked ? label.Text.Select(character => character.ToString()) : [label.Text];
        foreach ((int line, string text) in lines.Index())
        {
            TextExtent extent = label.IsStacked ? measure.Measure(text, plan.Size) : label.Extent;
            double baseline = top + (line * plan.Size) + (label.IsStacked ? Math.Min(plan.Above, 0.88 * plan.Size) : plan.Above);
            _texts.Add(TextMark.Level(TextRole.ColumnLabel, text, middle, baseline, plan.Size, TextAlign.Middle, Theme.Ink, extent));
        }
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
        Grain grain = grid.Sizes.Grain;
        for (int i = 0; i < grid.Bars.Count; i++)
        {
            BarPlan bar = grid.Bars[i];
            IEnumerable<PanelLayout> explained = _panels.Where(panel => panel.Scale == bar.Scale && panel.HasCells);
            double top = explained.Min(panel => panel.Cells.Y);
            double height = explained.Max(panel => panel.Cells.Bottom) - top;
            double first = explained.Min(panel => panel.Cells.X);
            double width = explained.Max(panel => panel.Cells.Right) - first;
            double beside = grain.Nearest(top + ((height - bar.Length) / 2));
            double along = grain.Nearest(first + ((width - bar.Length) / 2));
            (double left, double upper) = bar.Side switch
            {
                ColorBarSide.Bottom => (along, y + grid.Height + grid.BarGap),
                ColorBarSide.Top => (along, y - grid.BarGap - bar.Thickness),
                ColorBarSide.Left => (x - grid.BarGap - grid.Sizes.Line - bar.Thickness, beside),
                _ when figure.Sharing == ScaleSharing.Panel => (first + width + grid.BarGap, beside),
                _ => (x + grid.Width + grid.BarGap, beside),
            };
            _bars.Add(bar.Place(grain.Nearest(left), grain.Nearest(upper), Theme.Ink, _texts));
        }
    }

    private static ImmutableArray<CaptionPart> Caption(Figure figure) => figure.DrawsCaption ? figure.Caption : [];

    private double PlaceCaption(ImmutableArray<CaptionPart> parts, double dpi, double top, double page, TypeSizes sizes, ITextMeasure measure)
    {
        if (parts.IsEmpty)
        {
            return top;
        }

        double size = sizes.Caption(page, dpi / 72);
        CaptionBlock caption = CaptionBlock.Set(parts, page - (2 * sizes.Margin), size, measure);
        double start = top + sizes.Grain.Nearest(size * 0.9);
        for (int i = 0; i < caption.Lines.Count; i++)
        {
            _texts.Add(TextMark.Level(
                TextRole.Caption, caption.Lines[i], sizes.Margin, start + caption.Baseline(i), size, TextAlign.Start,
                Theme.Quiet, measure.Measure(caption.Lines[i], size)));
        }

        return start + caption.Height;
    }
}

/// <summary>One colour bar, placed; its labels are among the page's texts.</summary>
/// <param name="Scale">What it explains.</param>
/// <param name="Bar">Where its colours lie, the highest on top or to the right.</param>
/// <param name="Frame">The line around it.</param>
/// <param name="Ticks">The strokes between bar and labels.</param>
/// <param name="IsUpright">Whether it stands; else it lies.</param>
public sealed record ColorBarLayout(ColorScale Scale, Rect Bar, Rect Frame, IReadOnlyList<Rect> Ticks, bool IsUpright);

/// <summary>One heatmap, placed.</summary>
/// <param name="Panel">What it shows.</param>
/// <param name="Scale">How its numbers become colours.</param>
/// <param name="Cells">Where its cells lie; in a picture, whole pixels and a whole number of them for each cell.</param>
/// <param name="Frame">The line around the cells, which covers none of them.</param>
/// <param name="Ticks">The short strokes between cells and labels, and brackets.</param>
/// <param name="Dividers">Lines across the cells, each with a darker one of its width beside it.</param>
public sealed record PanelLayout(
    Panel Panel, ColorScale Scale, Rect Cells, Rect Frame, IReadOnlyList<Rect> Ticks, IReadOnlyList<Rect> Dividers)
{
    /// <summary>Whether it shows cells, and no chart or text in their place.</summary>
    public bool HasCells => Panel.HasCells;

    /// <summary>The samples of a chart's legend, and the grounds of running text.</summary>
    public IReadOnlyList<PlacedCurve> Samples { get; init; } = [];
}
