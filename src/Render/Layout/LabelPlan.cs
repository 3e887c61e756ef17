using System.Collections.Immutable;

namespace AttnExtract.Render.Layout;

/// <summary>Which labels of an axis are shown, and how: measured once, used by every panel.</summary>
internal sealed class LabelPlan
{
    // A label longer than this many times its height ends in …: it must not push the cells off the page.
    private const double LongestOverSize = 20;

    private LabelPlan(IReadOnlyList<(int Index, string Text, TextExtent Extent)> shown, bool isUpright, double size)
    {
        Shown = shown;
        IsUpright = isUpright;
        Size = size;
        Longest = shown.Count == 0 ? 0 : shown.Max(label => label.Extent.Width);
        Above = shown.Count == 0 ? 0 : shown.Max(label => label.Extent.Above);
        Below = shown.Count == 0 ? 0 : shown.Max(label => label.Extent.Below);
    }

    /// <summary>The labels that are shown.</summary>
    public IReadOnlyList<(int Index, string Text, TextExtent Extent)> Shown { get; }

    /// <summary>Whether they read from bottom to top.</summary>
    public bool IsUpright { get; }

    /// <summary>Font size in pixels.</summary>
    public double Size { get; }

    /// <summary>The length of the longest.</summary>
    public double Longest { get; }

    /// <summary>How far they rise over their baseline.</summary>
    public double Above { get; }

    /// <summary>How far they fall under it.</summary>
    public double Below { get; }

    /// <summary>From the middle of a cell to the baseline: capitals stand in the middle of their row.</summary>
    public double Drop => Size * 0.36;

    /// <summary>How far a label reaches beyond its cells along the axis.</summary>
    public double Overhang(double cell) =>
        Shown.Count == 0 ? 0 : Math.Max(0, Math.Max(Above - Drop, Below + Drop) - (cell / 2));

    /// <summary>Labels beside rows: always level, every k-th where rows are lower than lines of text.</summary>
    public static LabelPlan Beside(ImmutableArray<string> labels, double cell, double size, ITextMeasure measure) =>
        Thinned(Measured(labels, size, measure), false, cell, size);

    /// <summary>Labels under columns: level where each fits over its own cells, else upright, every k-th where columns are narrow.</summary>
    public static LabelPlan Under(ImmutableArray<string> labels, double cell, double size, ITextMeasure measure)
    {
        List<(int, string, TextExtent Extent)> all = Measured(labels, size, measure);
        return all.TrueForAll(label => label.Extent.Width + (size / 3) <= cell)
            ? new(all, false, size)
            : Thinned(all, true, cell, size);
    }

    /// <summary>A text cut to a width, ending in … where something was cut.</summary>
    public static string Shorten(string text, double width, double size, ITextMeasure measure)
    {
        if (measure.Measure(text, size).Width <= width)
        {
            return text;
        }

        (int fits, int tooLong) = (0, text.Length);
        while (tooLong - fits > 1)
        {
            int middle = (fits + tooLong) / 2;
            bool isShort = measure.Measure(Cut(text, middle), size).Width <= width;
            (fits, tooLong) = isShort ? (middle, tooLong) : (fits, middle);
        }

        return Cut(text, fits);
    }

    /// <summary>The first characters of a text and …; no surrogate pair is split.</summary>
    public static string Cut(string text, int length) =>
        (length > 0 && char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length]).TrimEnd() + "…";

    private static List<(int Index, string Text, TextExtent Extent)> Measured(ImmutableArray<string> labels, double size, ITextMeasure measure)
    {
        List<(int, string, TextExtent)> all = new(labels.Length);
        for (int i = 0; i < labels.Length; i++)
        {
            string text = Shorten(labels[i], LongestOverSize * size, size, measure);
            all.Add((i, text, measure.Measure(text, size)));
        }

        return all;
    }

    private static LabelPlan Thinned(List<(int Index, string Text, TextExtent Extent)> all, bool isUpright, double cell, double size)
    {
        LabelPlan full = new(all, isUpright, size);
        int every = Math.Max(1, (int)Math.Ceiling((full.Above + full.Below + 1) / cell));
        return every == 1 ? full : new([.. all.Where(label => label.Index % every == 0)], isUpright, size);
    }
}
