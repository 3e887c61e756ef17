using System.Globalization;
using System.Text;
using AttnExtract.Render.Fonts;
using AttnExtract.Render.Layout;

namespace AttnExtract.Render.RunningText;

/// <summary>
/// Pieces in lines: they break at spaces, in writings without spaces between any two pieces, and within a word only where it is longer than a line.
/// What reads from right to left stands so (a line's stretches of one direction each, as in UAX #9 without nesting).
/// </summary>
internal sealed class FlowLines
{
    // In parts of the font size.
    private const double SpecialSize = 0.8;
    private const double Margin = 0.12;
    private const double Space = 0.24;
    private const double EmptyWidth = 0.45;

    // What may not begin a line.
    private const string Closing = ".,;:!?)]}%…’”»。、，．；：！？）］｝】」』〉》";

    private readonly TextFlow _flow;
    private readonly double _size;
    private readonly ITextMeasure _measure;

    /// <summary>Sets the pieces.</summary>
    public FlowLines(TextFlow flow, double width, double size, ITextMeasure measure)
    {
        (_flow, _size, _measure) = (flow, size, measure);
        IsRightToLeft = flow.Pieces.Where(piece => !piece.IsSpecial).Select(piece => DirectionOf(piece.Text)).FirstOrDefault(direction => direction != 0) < 0;
        List<List<FlowUnit>> lines = Broken([.. UnitsOf(width)], width);
        double[] widths = [.. lines.Select(line => WidthOf(line))];
        Width = widths.DefaultIfEmpty().Max();
        Count = lines.Count;
        Units = [.. lines.SelectMany((line, i) => Placed(line, i, IsRightToLeft ? Width - widths[i] : 0))];
    }

    /// <summary>Whether the text as a whole reads from right to left.</summary>
    public bool IsRightToLeft { get; }

    /// <summary>The width of the longest line.</summary>
    public double Width { get; }

    /// <summary>How many lines.</summary>
    public int Count { get; }

    /// <summary>Everything, placed, line after line from left to right.</summary>
    public IReadOnlyList<FlowUnit> Units { get; }

    private IEnumerable<FlowUnit> UnitsOf(double width)
    {
        for (int first = 0; first < _flow.Pieces.Length;)
        {
            int end = first + 1;
            while (end < _flow.Pieces.Length && Joins(end))
            {
                end++;
            }

            foreach (FlowUnit unit in Fitted([.. Enumerable.Range(first, end - first).Select(piece => (piece, _flow.Pieces[piece].Text))], width))
            {
                yield return unit;
            }

            first = end;
        }
    }

    // Letters look otherwise within a word, or have no picture of their own, wherever tokens end.
    private bool Joins(int piece) =>
        _flow.Pieces[piece].Gap == PieceGap.None && WritingSystem.Joins(_flow.Pieces[piece - 1].Text, _flow.Pieces[piece].Text);

    // What is wider than a line is broken between any two letters.
    private IEnumerable<FlowUnit> Fitted((int Piece, string Text)[] parts, double width)
    {
        FlowUnit whole = Unit(parts);
        if (whole.Width <= width)
        {
            yield return whole;
            yield break;
        }

        (int Piece, string Text)[] letters = [.. parts.SelectMany(part => Letters(part.Text).Select(letter => (part.Piece, letter)))];
        for (int first = 0; first < letters.Length;)
        {
            int end = first + 1;
            FlowUnit unit = Unit(letters[first..end]);
            while (end < letters.Length && Unit(letters[first..(end + 1)]) is { } longer && longer.Width <= width)
            {
                (unit, end) = (longer, end + 1);
            }

            yield return unit;
            first = end;
        }
    }

    private static IEnumerable<string> Letters(string text)
    {
        TextElementEnumerator letters = StringInfo.GetTextElementEnumerator(text);
        while (letters.MoveNext())
        {
            yield return letters.GetTextElement();
        }
    }

    private FlowUnit Unit((int Piece, string Text)[] parts)
    {
        (int first, int last) = (parts[0].Piece, parts[^1].Piece);
        double size = _flow.Pieces[first].IsSpecial ? SpecialSize * _size : _size;
        StringBuilder text = new();
        List<(int Piece, double End)> ends = [];
        foreach (IGrouping<int, (int Piece, string Text)> piece in parts.GroupBy(part => part.Piece))
        {
            text.AppendJoin("", piece.Select(part => part.Text));
            ends.Add((piece.Key, text.Length == 0 ? EmptyWidth * _size : _measure.Measure(text.ToString(), size).Width));
        }

        (double before, double after) = (
            GapBefore(first) == 0 ? 0 : Margin * _size, last + 1 < _flow.Pieces.Length && GapBefore(last + 1) == 0 ? 0 : Margin * _size);
        double width = before + ends[^1].End + after;
        bool isReversed = DirectionOf(text.ToString()) < 0;
        List<(int, double, double)> pieces = [];
        foreach ((int i, (int piece, double end)) in ends.Index())
        {
            double from = i == 0 ? 0 : before + ends[i - 1].End;
            double to = i == ends.Count - 1 ? width : before + end;
            pieces.Add((piece, isReversed ? width - to : from, to - from));
        }

        return new(text.ToString(), size, width, pieces);
    }

    private double GapBefore(int piece) => piece == 0 || _flow.Pieces[piece].Gap != PieceGap.None ? Space * _size : 0;

    private List<List<FlowUnit>> Broken(FlowUnit[] units, double width)
    {
        List<List<FlowUnit>> lines = [[]];
        for (int first = 0; first < units.Length;)
        {
            int end = first + 1;
            while (end < units.Length && !MayBreakBetween(units[end - 1], units[end]))
            {
                end++;
            }

            List<FlowUnit> line = lines[^1];
            bool isForced = line.Count > 0 && _flow.Pieces[FirstOf(units[first])].Gap == PieceGap.Line;
            if (isForced || (line.Count > 0 && WidthOf([.. line, .. units[first..end]]) > width))
            {
                lines.Add(line = []);
            }

            foreach (FlowUnit unit in units[first..end])
            {
                if (line.Count > 0 && WidthOf([.. line, unit]) > width)
                {
                    lines.Add(line = []);
                }

                line.Add(unit);
            }

            first = end;
        }

        return lines;
    }

    private bool MayBreakBetween(FlowUnit one, FlowUnit other)
    {
        (TextPiece before, TextPiece next) = (_flow.Pieces[LastOf(one)], _flow.Pieces[FirstOf(other)]);
        return LastOf(one) == FirstOf(other) || next.Gap != PieceGap.None
            || (before.Text.Length > 0 && next.Text.Length > 0 && !Closing.Contains(next.Text[0], StringComparison.Ordinal)
                && (IsUnspaced(before.Text.EnumerateRunes().Last()) || IsUnspaced(next.Text.EnumerateRunes().First())));

        static bool IsUnspaced(Rune rune) => WritingSystem.IsUnspaced(rune.Value);
    }

    private double WidthOf(IReadOnlyList<FlowUnit> line) =>
        line.Sum(unit => unit.Width) + line.Skip(1).Sum(unit => GapBefore(FirstOf(unit)));

    private IEnumerable<FlowUnit> Placed(List<FlowUnit> line, int number, double x)
    {
        FlowUnit[] shown = [.. Visual(line)];
        foreach ((int i, FlowUnit unit) in shown.Index())
        {
            x += i == 0 ? 0 : GapBetween(shown[i - 1], unit);
            yield return unit with { X = x, Line = number };
            x += unit.Width;
        }
    }

    // Of neighbours in the text, the gap before the later one; where stretches of two directions meet, that of words.
    private double GapBetween(FlowUnit left, FlowUnit right)
    {
        (int one, int other) = (FirstOf(left), FirstOf(right));
        return LastOf(left) + 1 == other ? GapBefore(other) : LastOf(right) + 1 == one ? GapBefore(one) : Space * _size;
    }

    private IEnumerable<FlowUnit> Visual(List<FlowUnit> line)
    {
        int along = IsRightToLeft ? -1 : 1;
        int[] directions = [.. line.Select(unit => _flow.Pieces[FirstOf(unit)].IsSpecial ? 0 : DirectionOf(unit.Text))];
        List<List<FlowUnit>> stretches = [];
        int before = 0;
        foreach ((int i, FlowUnit unit) in line.Index())
        {
            int next = directions.Skip(i).FirstOrDefault(direction => direction != 0);
            int last = directions.Take(i).LastOrDefault(direction => direction != 0);
            int direction = directions[i] != 0 ? directions[i] : next == last && next != 0 ? next : along;
            if (stretches.Count == 0 || direction != before)
            {
                stretches.Add([]);
            }

            stretches[^1].Insert(direction > 0 ? stretches[^1].Count : 0, unit);
            before = direction;
        }

        return (IsRightToLeft ? Enumerable.Reverse(stretches) : stretches).SelectMany(stretch => stretch);
    }

    // 1 from left to right, −1 from right to left, 0 for what has none of its own.
    private static int DirectionOf(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (WritingSystem.IsRightToLeft(rune.Value))
            {
                return -1;
            }

            if (Rune.IsLetterOrDigit(rune))
            {
                return 1;
            }
        }

        return 0;
    }

    private static int FirstOf(FlowUnit unit) => unit.Pieces[0].Piece;

    private static int LastOf(FlowUnit unit) => unit.Pieces[^1].Piece;
}
