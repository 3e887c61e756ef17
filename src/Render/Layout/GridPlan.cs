using System.Collections.Immutable;
using System.Runtime.InteropServices;
using AttnExtract.Render.Charts;
using AttnExtract.Render.RunningText;
using AttnExtract.Render.Scales;
using AttnExtract.Render.Scales.Bars;

namespace AttnExtract.Render.Layout;

/// <summary>
/// The grid of panels for one size of cells: how wide every column and how high every row of panels gets with titles,
/// labels and bars. Nothing is placed yet, so that sizes can be tried.
/// </summary>
internal sealed class GridPlan
{
    private const int MostAxisLines = 2;

    // Of the size of titles, how small the names of axes get before they are cut, and by what steps.
    private const double SmallestName = 0.6;
    private const double SmallerName = 0.95;

    // Of the page, what labels take beside the rows of charts.
    private const double MostBesideCharts = 0.36;

    // What running text has for a panel's side, so that its titles are of one size.
    private const double FlowSidePoints = 112;
    private const double FlowPoints = 9;

    // The width that every title may take, in parts of its font size.
    private const double TitleMeasure = 5;

    private readonly Figure _figure;
    private readonly ITextMeasure _measure;
    private readonly Grain _grain;
    private readonly Dictionary<(object Labels, bool Beside), LabelPlan> _labels = [];
    private readonly Dictionary<(int Row, int Column), Panel> _places;
    private readonly Dictionary<Panel, ChartPlan> _charts = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Panel, FlowPlan> _flows = new(ReferenceEqualityComparer.Instance);
    private readonly double[] _left;
    private readonly double[] _inner;
    private readonly double[] _right;
    private readonly double[] _top;
    private readonly double[] _middle;
    private readonly double[] _bottom;
    private readonly double[] _overhang;

    // What neighbouring columns of panels are moved apart to fill a page.
    private double _spread;

    /// <summary>Measures everything for cells of that many pixels.</summary>
    public GridPlan(Figure figure, IReadOnlyList<ColorScale> scales, CellSize cell, Grain grain, ITextMeasure measure)
    {
        _figure = figure;
        _grain = grain;
        _measure = measure;
        Cell = cell;
        int rows = figure.Panels.Max(panel => panel.Row) + 1;
        int columns = figure.Panels.Max(panel => panel.Column) + 1;
        double side = figure.Panels.Max(panel => panel.Flow is not null ? FlowSidePoints * figure.Dpi / 72
            : Math.Max(panel.Values.Rows * cell.Height, panel.Values.Columns * cell.Width));
        Sizes = TypeSizes.For(figure.Dpi, side, figure.FontSize, grain);
        HashSet<ColorScale> explained = new(ReferenceEqualityComparer.Instance);
        foreach ((Panel panel, ColorScale scale) in figure.Panels.Zip(scales).Where(pair => pair.First.Flow is not null))
        {
            ColorBarOptions bar = explained.Add(scale) ? figure.ColorBar : ColorBarOptions.None;
            _flows.Add(panel, new(panel, scale, bar, cell.Width, (figure.FontSize ?? FlowPoints) * Sizes.Unit, Sizes, measure));
        }

        _places = figure.Panels.DistinctBy(panel => (panel.Row, panel.Column)).ToDictionary(panel => (panel.Row, panel.Column));
        (_left, _inner, _right) = (new double[columns], new double[columns], new double[columns]);
        _overhang = new double[rows];
        (_top, _middle, _bottom) = (new double[rows], new double[rows], new double[rows]);

        foreach (Panel panel in figure.Panels)
        {
            double title = Title(panel) is [.., string last] ? _measure.Measure(last, Sizes.Title).Below - (Sizes.Gap / 2) : 0;
            double overhang = Math.Max(title, Chart(panel)?.Above ?? Beside(panel)?.Overhang(Cell.Height) ?? 0);
            _overhang[panel.Row] = Math.Max(_overhang[panel.Row], _grain.Up(overhang));
        }

        foreach (Panel panel in figure.Panels)
        {
            Reserve(panel);
        }

        foreach (Panel panel in figure.Panels.Where(IsOverNothing))
        {
            double free = _bottom[panel.Row..].Sum() + Enumerable.Range(panel.Row + 1, rows - 1 - panel.Row).Sum(row => RowSpace + _top[row] + _middle[row]);
            _bottom[^1] += Math.Max(0, _grain.Up(UnderRoom(panel) + (Chart(panel)?.UnderName ?? 0) - free));
        }

        ReserveHeadings();

        Bars = figure.ColorBar.IsShown && _flows.Count == 0 ? [.. PlanBars(scales)] : [];
        _bottom[^1] += figure.ColumnAxis.Length > 0 ? AxisRoom : 0;
        (RowAxis, RowAxisSize) = figure.RowAxis.Length > 0 ? NameOfRows() : ([], Sizes.Title);
        double across = figure.ColumnAxis.Length == 0 ? 0 : _measure.Measure(figure.ColumnAxis, Sizes.Title).Width;
        ColumnAxisSize = Math.Clamp(Width / Math.Max(1, across), SmallestName, 1) * Sizes.Title;
        _left[0] += RowAxisRoom;
    }

    /// <summary>The name of the rows in as many lines as the height of the grid takes.</summary>
    public IReadOnlyList<string> RowAxis { get; }

    /// <summary>The font size of the name of the rows.</summary>
    public double RowAxisSize { get; }

    /// <summary>The font size of the name of the columns.</summary>
    public double ColumnAxisSize { get; }

    /// <summary>The width that the name of the rows takes at the left edge.</summary>
    public double RowAxisRoom => RowAxis.Count * RowAxisLine;

    /// <summary>The width of one line of it.</summary>
    public double RowAxisLine => _grain.Up(RowAxisSize * 1.4);

    // The height of the name of the columns.
    private double AxisRoom => _grain.Up(Sizes.Title * 1.4);

    /// <summary>The middle of all columns of panels, from the grid's corner.</summary>
    public double Middle => (ColumnMiddle(0) + ColumnMiddle(_inner.Length - 1)) / 2;

    /// <summary>The middle of all rows of panels, from the grid's corner.</summary>
    public double Centre => (RowMiddle(0).Middle + RowMiddle(_middle.Length - 1).Middle) / 2;

    /// <summary>The size of a cell in pixels.</summary>
    public CellSize Cell { get; }

    /// <summary>Font sizes and distances.</summary>
    public TypeSizes Sizes { get; }

    /// <summary>The bars: one for the figure, one a measure, one a row, or one a panel, in their order.</summary>
    public IReadOnlyList<BarPlan> Bars { get; }

    /// <summary>The width of panels and all that stands beside them, without the bars beside the grid.</summary>
    public double Width => _left.Sum() + _inner.Sum() + _right.Sum() + (ColumnSpace * (_inner.Length - 1));

    /// <summary>The height of panels and all that stands over and under them.</summary>
    public double Height => _top.Sum() + _middle.Sum() + _bottom.Sum() + (RowSpace * (_middle.Length - 1));

    /// <summary>Whether the bar lies under or over the grid; only the one bar of a whole figure can.</summary>
    public bool HasLyingBar => Bars.Count > 0 && !Bars[0].IsUpright;

    /// <summary>Whether the figure's bars are on that side.</summary>
    public bool HasBarOn(ColorBarSide side) => Bars.Count > 0 && Bars[0].Side == side;

    /// <summary>The width that bars take beside the grid, their distance included.</summary>
    public double BarWidth => _figure.Sharing == ScaleSharing.Panel || HasLyingBar ? 0 : Bars.Select(BarRoom).DefaultIfEmpty().Max();

    /// <summary>The height that a bar takes under or over the grid, its distance included.</summary>
    public double BarHeight => HasLyingBar ? (2 * BarGap) + _grain.Up(Bars[0].Depth) : 0;

    /// <summary>The width of the narrowest page that holds everything.</summary>
    public double PageWidth => Width + BarWidth + (2 * Sizes.Margin);

    /// <summary>From a panel, or the grid, to its bar.</summary>
    public double BarGap => Sizes.Gap * (_figure.Sharing == ScaleSharing.Panel ? 1 : 3);

    /// <summary>How far bars beside the grid rise over it.</summary>
    public double BarRise => Overshoot(bar => bar.Above - ((InnerHeight - bar.Length) / 2) - _top[0]);

    /// <summary>How far bars beside the grid fall under it.</summary>
    public double BarFall => Overshoot(bar => bar.Below - ((InnerHeight - bar.Length) / 2) - _bottom[^1]);

    // Of a wide grid, as much as the eye takes in.
    private double InnerWidth => Math.Min(Width - _left[0], Math.Max(_inner[0], 5 * _figure.Dpi));

    private double InnerHeight => Height - _top[0] - _bottom[^1];

    private double ColumnSpace => _grain.Nearest((3 * Sizes.Unit) + (_inner.Max() * 0.03)) + _spread;

    private double RowSpace => _grain.Nearest((_figure.Panels.All(panel => panel.HasCells) ? 2 : 8) * Sizes.Unit);

    // One for both axes: what the narrower side of a cell allows. Charts have that of their numbers, under them whatever thins out for it.
    private double LabelSize(bool isBeside)
    {
        double size = Sizes.Label(Math.Min(Cell.Width, Cell.Height));
        return _figure.Panels.Any(panel => panel.Chart is null) ? size : isBeside ? Math.Min(size, Sizes.Bar) : Sizes.Bar;
    }

    // Only where a caption has the names whole.
    private double MostBeside =>
        _figure is { Width: { } inches, DrawsCaption: true } && _figure.Panels.All(panel => panel.Chart is not null)
            ? MostBesideCharts * inches * _figure.Dpi
            : double.PositiveInfinity;

    /// <summary>Moves columns of panels apart by what a page has left, as far as they still belong together.</summary>
    public GridPlan Spread(double left)
    {
        _spread = _inner.Length == 1 ? 0 : _grain.Down(Math.Min(left / (_inner.Length - 1), _inner.Max() * 0.2));
        return this;
    }

    /// <summary>Where the cells of a panel lie, from the grid's corner.</summary>
    public Rect Cells(Panel panel)
    {
        (int row, int column) = (panel.Row, panel.Column);
        double slot = Before(_left, column + 1) + Before(_inner, column) + Before(_right, column) + (ColumnSpace * column);
        double y = Before(_top, row + 1) + Before(_middle, row) + Before(_bottom, row) + (RowSpace * row);
        double width = WidthOf(panel);
        return new(
            _grain.Nearest(slot + (panel.Flow is null ? (_inner[column] - width) / 2 : 0)), _grain.Nearest(y),
            panel.Flow is null ? width : _inner[column], HeightOf(panel));
    }

    /// <summary>The labels beside the rows of a panel; null where it carries none.</summary>
    public LabelPlan? Beside(Panel panel) => Labels(panel, isBeside: true);

    /// <summary>The labels under the columns of a panel; null where it carries none.</summary>
    public LabelPlan? Under(Panel panel) => Labels(panel, isBeside: false);

    /// <summary>The room that a panel's labels and brackets, or a chart's numbers, take at its left.</summary>
    public double BesideRoom(Panel panel) => Math.Max(
        Chart(panel)?.BesideNumbers ?? 0,
        Beside(panel) is { } beside
            ? _grain.Up(beside.Longest) + LabelGap(panel, true) + Brackets.Room(_figure.RowSegments, true, Sizes.Bar, Sizes, _measure)
            : 0);

    /// <summary>The room that a panel's labels and brackets, or a chart's numbers, take under it.</summary>
    public double UnderRoom(Panel panel) => Math.Max(
        Chart(panel)?.UnderNumbers ?? 0,
        Under(panel) is { } under
            ? _grain.Up(under.Depth) + LabelGap(panel, false) + Brackets.Room(_figure.ColumnSegments, false, Sizes.Bar, Sizes, _measure)
            : 0);

    /// <summary>What a panel shows in place of cells; null where it shows cells.</summary>
    public ChartPlan? Chart(Panel panel)
    {
        if (panel.Chart is not { } chart)
        {
            return null;
        }

        if (!_charts.TryGetValue(panel, out ChartPlan? plan))
        {
            plan = new(chart, _figure.Annotation, panel.Values.Columns * Cell.Width, panel.Values.Rows * Cell.Height, Sizes, _measure);
            _charts.Add(panel, plan);
        }

        return plan;
    }

    /// <summary>The running text that a panel shows in place of cells; null where it shows none.</summary>
    public FlowPlan? Flow(Panel panel) => _flows.GetValueOrDefault(panel);

    /// <summary>From cells to their labels, far enough that the last of one side and the first of the other do not meet.</summary>
    public double LabelGap(Panel panel, bool isBeside)
    {
        double? overhang = isBeside ? Under(panel)?.Overhang(Cell.Width) : Beside(panel)?.Overhang(Cell.Height);
        return Sizes.Line + Sizes.Tick + Math.Max(Sizes.Gap / 2, _grain.Up(overhang ?? 0));
    }

    /// <summary>From the baseline of a title's last line to the cells.</summary>
    public double TitleGap(int row) => Sizes.Line + Sizes.Gap + _overhang[row];

    /// <summary>The lines that stand over a panel; none where headings name it.</summary>
    public IReadOnlyList<string> Title(Panel panel) => _figure.HasHeadings || panel.Flow is not null ? []
        : Wrapped(panel.Title, panel.Values.Columns * Cell.Width);

    /// <summary>The lines of the heading of a column of panels.</summary>
    public IReadOnlyList<string> Heading(int column) => Wrapped(
        _figure.ColumnHeadings[column],
        _figure.Panels.Where(panel => panel.Column == column).Select(panel => panel.Values.Columns * Cell.Width).DefaultIfEmpty().Max());

    /// <summary>The middle of a column of panels, from the grid's corner.</summary>
    public double ColumnMiddle(int column) =>
        Before(_left, column + 1) + Before(_inner, column) + Before(_right, column) + (ColumnSpace * column) + (_inner[column] / 2);

    /// <summary>The middle of a row of panels, from the grid's corner, and how high it is.</summary>
    public (double Middle, double Height) RowMiddle(int row) =>
        (Before(_top, row + 1) + Before(_middle, row) + Before(_bottom, row) + (RowSpace * row) + (_middle[row] / 2), _middle[row]);

    // Smaller where it would else be cut.
    private (IReadOnlyList<string> Lines, double Size) NameOfRows()
    {
        double size = Sizes.Title;
        IReadOnlyList<string> lines = TextLines.Of(_figure.RowAxis, Height, size, "", _measure);
        while (size > SmallestName * Sizes.Title && (lines.Count > MostAxisLines || lines.Any(line => _measure.Measure(line, size).Width > Height)))
        {
            size *= SmallerName;
            lines = TextLines.Of(_figure.RowAxis, Height, size, "", _measure);
        }

        string last = string.Join(' ', lines.Skip(MostAxisLines - 1));
        IEnumerable<string> whole = [.. lines.Take(MostAxisLines - 1), .. last.Length > 0 ? [last] : Array.Empty<string>()];
        return ([.. whole.Select(line => LabelPlan.Shorten(line, Height, size, _measure))], size);
    }

    // Headings stand over the first row and beside the first column of panels.
    private void ReserveHeadings()
    {
        if (!_figure.HasHeadings)
        {
            return;
        }

        double room = _grain.Up(Sizes.Title * 1.4);
        IReadOnlyList<string>[] headings = [.. Enumerable.Range(0, Math.Min(_figure.ColumnHeadings.Length, _inner.Length)).Select(Heading)];
        _top[0] += headings.Length == 0 ? 0 : room + _grain.Up(TextLines.Distance(Sizes.Title) * Math.Max(0, headings.Max(lines => lines.Count) - 1));
        _left[0] += _figure.RowHeadings.IsEmpty ? 0 : room;
        foreach ((int column, IReadOnlyList<string> lines) in headings.Index())
        {
            _inner[column] = Math.Max(_inner[column], _grain.Up(Longest(lines)));
        }
    }

    private void Reserve(Panel panel)
    {
        (int row, int column) = (panel.Row, panel.Column);
        IReadOnlyList<string> title = Title(panel);
        double above = title is [string first, ..]
            ? _measure.Measure(first, Sizes.Title).Above + ((title.Count - 1) * TextLines.Distance(Sizes.Title))
            : 0;
        _inner[column] = Math.Max(_inner[column], Math.Max(WidthOf(panel), _grain.Up(Longest(title))));
        _middle[row] = Math.Max(_middle[row], HeightOf(panel));
        _top[row] = Math.Max(_top[row], TitleGap(row) + _grain.Up(above));
        ChartPlan? chart = Chart(panel);
        _left[column] = Math.Max(_left[column], BesideRoom(panel) + (chart?.BesideName ?? 0));
        double under = UnderRoom(panel) + (chart?.UnderName ?? 0);
        _bottom[row] = Math.Max(_bottom[row], IsOverNothing(panel) ? 0 : under);
        _right[column] = Math.Max(_right[column], chart?.Right ?? 0);
    }

    // In a last row that is not full, what stands under the panels over it takes the free place, and moves no rows apart.
    private bool IsOverNothing(Panel panel) =>
        panel.Row < _middle.Length - 1 && !_figure.Panels.Any(other => other.Column == panel.Column && other.Row > panel.Row);

    private double WidthOf(Panel panel) => Flow(panel)?.Width ?? panel.Values.Columns * Cell.Width;

    private double HeightOf(Panel panel) => Flow(panel)?.Height ?? panel.Values.Rows * Cell.Height;

    // Never narrower than a short title, which would only grow high.
    private IReadOnlyList<string> Wrapped(string title, double cells) =>
        TextLines.Even(title, Math.Max(cells, TitleMeasure * Sizes.Title), Sizes.Title, _measure);

    private double Longest(IReadOnlyList<string> lines) => lines.Select(line => _measure.Measure(line, Sizes.Title).Width).DefaultIfEmpty().Max();

    private IEnumerable<BarPlan> PlanBars(IReadOnlyList<ColorScale> scales)
    {
        bool isOne = HasOneScale;
        foreach ((ColorScale scale, Panel panel) in scales.Zip(_figure.Panels).Where(pair => pair.Second.Chart is null)
            .DistinctBy(pair => pair.First, ReferenceEqualityComparer.Instance))
        {
            double length = _figure.Sharing switch
            {
                ScaleSharing.Panel => panel.Values.Rows * Cell.Height,
                ScaleSharing.Figure when isOne => SharedBarLength(),
                _ => _middle[panel.Row],
            };
            ColorBarSide side = isOne ? _figure.ColorBar.Side : ColorBarSide.Right;
            bool isLying = side is ColorBarSide.Bottom or ColorBarSide.Top;
            bool isAmongCharts = _figure.Panels.Length > 1 && _figure.Panels.Count(one => one.Chart is null) == 1;
            string label = _figure.Sharing == ScaleSharing.Panel && !isAmongCharts ? "" : panel.Measure.Length > 0 ? panel.Measure : _figure.ColorBar.Label;
            double rest = isOne ? (InnerHeight - length) / 2 : 0;
            (double, double) around = isLying ? (_left[0], _right[^1])
                : isOne ? (rest + _top[0], rest + _bottom[^1])
                : (_top[panel.Row], _bottom[panel.Row]);
            BarPlan bar = new(scale, isLying ? InnerWidth : length, around, side, _figure.ColorBar.Ticks, label, Sizes, _measure);
            if (!isOne)
            {
                _top[panel.Row] = Math.Max(_top[panel.Row], _grain.Up(bar.Above));
                _bottom[panel.Row] = Math.Max(_bottom[panel.Row], _grain.Up(bar.Below));
            }

            if (_figure.Sharing == ScaleSharing.Panel)
            {
                _right[panel.Column] = Math.Max(_right[panel.Column], BarRoom(bar));
            }

            yield return bar;
        }
    }

    private bool HasOneScale =>
        _figure.Sharing == ScaleSharing.Figure && _figure.Panels.All(panel => panel.Measure == _figure.Panels[0].Measure);

    // The whole height of a single panel; of a tall grid, as much as the eye takes in.
    private double SharedBarLength() => Math.Min(InnerHeight, Math.Max(_middle[0], 3 * _figure.Dpi));

    private double Overshoot(Func<BarPlan, double> amount) =>
        HasOneScale && !HasLyingBar ? _grain.Up(Bars.Select(amount).Append(0).Max()) : 0;

    private static double Before(double[] sizes, int count) => sizes.AsSpan(0, count).ToArray().Sum();

    private double BarRoom(BarPlan bar) => BarGap + Sizes.Line + _grain.Up(bar.Width);

    private LabelPlan? Labels(Panel panel, bool isBeside)
    {
        ImmutableArray<string> labels = LabelsOf(panel, isBeside);
        Panel? neighbour = _places.GetValueOrDefault(isBeside ? (panel.Row, panel.Column - 1) : (panel.Row + 1, panel.Column));
        bool isOuter = neighbour is null || !LabelsOf(neighbour, isBeside).SequenceEqual(labels);
        bool isShown = _figure.Labels == LabelPlacement.Every || (_figure.Labels == LabelPlacement.Outer && isOuter);
        if (labels.IsEmpty || !isShown)
        {
            return null;
        }

        object key = ImmutableCollectionsMarshal.AsArray(labels)!;
        if (!_labels.TryGetValue((key, isBeside), out LabelPlan? plan))
        {
            plan = isBeside
                ? LabelPlan.Beside(labels, _figure.RowLabelStep, Cell.Height, LabelSize(isBeside), MostBeside, _measure)
                : LabelPlan.Under(labels, _figure.ColumnLabelStep, _figure.StackIdeographs, Cell.Width, LabelSize(isBeside), _measure);
            _labels.Add((key, isBeside), plan);
        }

        return plan;
    }

    private ImmutableArray<string> LabelsOf(Panel panel, bool isBeside) =>
        !(isBeside ? panel.HasRowLabels : panel.HasColumnLabels) ? []
            : isBeside ? panel.RowLabels ?? _figure.RowLabels : panel.ColumnLabels ?? _figure.ColumnLabels;
}
