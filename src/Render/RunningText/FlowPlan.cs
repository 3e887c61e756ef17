using AttnExtract.Render.Colors;
using AttnExtract.Render.Layout;
using AttnExtract.Render.Scales;
using AttnExtract.Render.Scales.Bars;

namespace AttnExtract.Render.RunningText;

/// <summary>Running text set into lines of a width: over it its title and a small colour bar.</summary>
internal sealed class FlowPlan
{
    private const double BarInches = 1.3;

    // Of the width, what a bar takes at most.
    private const double BarShare = 0.4;

    // In parts of the font size.
    private const double LineHeight = 1.6;
    private const double GroundAbove = 0.98;
    private const double GroundHeight = 1.3;
    private const double HeaderGap = 0.5;

    private readonly Panel _panel;
    private readonly ColorScale _scale;
    private readonly TypeSizes _sizes;
    private readonly ITextMeasure _measure;
    private readonly FlowLines _lines;
    private readonly IReadOnlyList<string> _title;
    private readonly BarPlan? _bar;
    private readonly double _size;
    private readonly double _header;
    private readonly double _barFall;

    /// <summary>Breaks the text of a panel into lines of a width, in letters of a size.</summary>
    public FlowPlan(Panel panel, ColorScale scale, ColorBarOptions bar, double width, double size, TypeSizes sizes, ITextMeasure measure)
    {
        (_panel, _scale, _sizes, _measure) = (panel, scale, sizes, measure);
        _size = size;
        _lines = new(panel.Flow!, width, _size, measure);
        double length = Math.Min(BarInches * 72 * sizes.Unit, BarShare * width);
        _bar = bar.IsShown ? new(scale, Math.Max(1, length), (0, 0), ColorBarSide.Bottom, bar.Ticks, "", sizes, measure) : null;
        double barRoom = _bar is null ? 0 : _bar.Length + (2 * BarMargin);
        _title = TitleLines(width - barRoom);
        bool isBeside = TitleWidth <= width - barRoom;
        _title = isBeside ? _title : TitleLines(width);
        Width = sizes.Grain.Up(Math.Max(_lines.Width, isBeside ? TitleWidth + barRoom : Math.Max(TitleWidth, barRoom)));
        double title = _title.Count == 0 ? 0 : ((_title.Count - 1) * TextLines.Distance(sizes.Title)) + (1.3 * sizes.Title);
        double barDepth = _bar is null ? 0 : sizes.Line + _bar.Depth;
        _barFall = isBeside ? 0 : sizes.Grain.Up(title) + sizes.Gap;
        double over = Math.Max(title, _barFall + barDepth);
        _header = over == 0 ? 0 : sizes.Grain.Up(over + (HeaderGap * _size));
        Height = sizes.Grain.Up(_header + (_lines.Count * LineHeight * _size));
    }

    /// <summary>The width of the longest line, or of what stands over the text.</summary>
    public double Width { get; }

    /// <summary>The height of all of it.</summary>
    public double Height { get; }

    // What the numbers of the bar reach beyond its ends.
    private double BarMargin => 2 * _sizes.Bar;

    private double TitleWidth => _title.Select(line => _measure.Measure(line, _sizes.Title).Width).DefaultIfEmpty().Max();

    /// <summary>Puts it into a rectangle of its size.</summary>
    /// <returns>The coloured grounds.</returns>
    public IReadOnlyList<PlacedCurve> Place(Rect place, Theme theme, List<TextMark> texts, List<ColorBarLayout> bars)
    {
        foreach ((int i, string line) in _title.Index())
        {
            double baseline = place.Y + _sizes.Title + (i * TextLines.Distance(_sizes.Title));
            texts.Add(TextMark.Level(
                TextRole.Title, line, place.X, baseline, _sizes.Title, TextAlign.Start, theme.Ink, _measure.Measure(line, _sizes.Title)));
        }

        if (_bar is not null)
        {
            bars.Add(_bar.Place(_sizes.Grain.Nearest(place.Right - BarMargin - _bar.Length), place.Y + _barFall + _sizes.Line, theme.Ink, texts));
        }

        List<PlacedCurve> grounds = [];
        foreach (FlowUnit unit in _lines.Units)
        {
            double left = place.X + (_lines.IsRightToLeft ? place.Width - _lines.Width : 0) + unit.X;
            double baseline = place.Y + _header + (unit.Line * LineHeight * _size) + (GroundAbove * _size);
            foreach ((int piece, double x, double width) in unit.Pieces)
            {
                if (GroundOf(piece) is { A: > 0 } color)
                {
                    grounds.Add(Ground(left + x, baseline, width, color));
                }
            }

            if (unit.Text.Length > 0)
            {
                Rgba ink = PieceInk.Of(_panel, [.. unit.Pieces.Select(piece => piece.Piece)], _scale, theme);
                texts.Add(TextMark.Level(
                    TextRole.Token, unit.Text, left + (unit.Width / 2), baseline, unit.Size, TextAlign.Middle, ink, _measure.Measure(unit.Text, unit.Size)));
            }
        }

        return grounds;
    }

    // The bar stands beside the title where that has room for its longest word, else under it.
    private IReadOnlyList<string> TitleLines(double room) =>
        _panel.Title.Length > 0 ? TextLines.Of(_panel.Title, Math.Max(1, room), _sizes.Title, "", _measure) : [];

    private PlacedCurve Ground(double x, double baseline, double width, Rgba color)
    {
        double left = _sizes.Grain.Nearest(x);
        double right = _sizes.Grain.Nearest(x + width);
        double top = _sizes.Grain.Nearest(baseline - (GroundAbove * _size));
        double bottom = _sizes.Grain.Nearest(baseline - (GroundAbove * _size) + (GroundHeight * _size));
        return new([(left, top), (right, top), (right, bottom), (left, bottom)], color, true, 0, 0);
    }

    private Rgba GroundOf(int piece) => _scale[_panel.Values[0, piece]];
}
