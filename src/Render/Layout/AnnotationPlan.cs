using AttnExtract.Render.Annotations;
using AttnExtract.Render.Scales;

namespace AttnExtract.Render.Layout;

/// <summary>The numbers in the cells of a figure and the room they want.</summary>
internal sealed class AnnotationPlan
{
    private const double LargestPoints = 9;
    private const double ReadablePoints = 6.5;

    // Around a number, in parts of its font size.
    private const double SideRoom = 0.5;
    private const double LineRoom = 1.3;

    // No page holds one such cell; what is asked for beyond it is refused with the page.
    private const double LargestCell = 20_000;

    private readonly double _largest;
    private readonly double _widest;

    private AnnotationPlan(IReadOnlyList<IReadOnlyList<CellText>> texts, double widest, double largest, CellSize leastCell)
    {
        Texts = texts;
        LeastCell = leastCell;
        _widest = widest;
        _largest = largest;
    }

    /// <summary>The texts of each panel, in the figure's order.</summary>
    public IReadOnlyList<IReadOnlyList<CellText>> Texts { get; }

    /// <summary>The smallest cell in which they can be read.</summary>
    public CellSize LeastCell { get; }

    /// <summary>Writes and measures the numbers; of a figure without annotations there are none.</summary>
    public static AnnotationPlan Of(Figure figure, IReadOnlyList<ColorScale> scales, ITextMeasure measure)
    {
        if (figure.Annotation is not { } options)
        {
            return new([.. figure.Panels.Select(_ => Array.Empty<CellText>())], 0, 0, default);
        }

        IReadOnlyList<CellText>[] texts =
            [.. figure.Panels.Select((panel, i) => CellTexts.Of(panel, scales[i], options).ToArray())];
        double widest = texts.SelectMany(panel => panel).Select(text => text.Text).Distinct()
            .Select(text => measure.Measure(text, 1).Width).DefaultIfEmpty().Max();
        double unit = figure.Dpi / 72;
        double readable = (options.Size ?? ReadablePoints) * unit;
        return new(
            texts,
            widest,
            (options.Size ?? LargestPoints) * unit,
            new(Whole((widest + SideRoom) * readable), Whole(LineRoom * readable)));
    }

    private static int Whole(double pixels) => (int)Math.Ceiling(Math.Min(pixels, LargestCell));

    /// <summary>The font size for cells of a size: as large as they allow, up to what was asked for.</summary>
    public double Size(CellSize cell) => Math.Min(_largest, Math.Min(cell.Width / (_widest + SideRoom), cell.Height / LineRoom));
}
