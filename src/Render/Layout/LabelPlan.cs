using System.Collections.Immutable;

namespace AttnExtract.Render.Layout;

/// <summary>Which labels of an axis are shown, and how: measured once, used by every panel.</summary>
internal sealed class LabelPlan
{
    // A label longer than this many times its height ends in …: it must not push the cells off the page.
    private const double LongestOverSize = 20;

    // Between neighbouring labels, in pixels.
    private const double LeastGap = 0.5;

    private LabelPlan(IReadOnlyList<ShownLabel> shown, double size, int step)
    {
        Step = step;
        Shown = shown;
        Size = size;
        Longest = shown.Select(label => label.Extent.Width).DefaultIfEmpty().Max();
        Above = shown.Select(label => label.Extent.Above).DefaultIfEmpty().Max();
        Below = shown.Select(label => label.Extent.Below).DefaultIfEmpty().Max();
        Depth = shown.Select(label => label.IsUpright ? label.Extent.Width : label.IsStacked ? label.Text.Length * size : Above + Below).DefaultIfEmpty().Max();
    }

    /// <summary>The labels that are shown.</summary>
    public IReadOnlyList<ShownLabel> Shown { get; }

    /// <summary>Every how many cells one stands.</summary>
    public int Step { get; }

    /// <summary>Font size in pixels.</summary>
    public double Size { get; }

    /// <summary>The length of the longest.</summary>
    public double Longest { get; }

    /// <summary>How far labels under columns reach down.</summary>
    public double Depth { get; }

    /// <summary>How far they rise over their baseline.</summary>
    public double Above { get; }

    /// <summary>How far they fall under it.</summary>
    public double Below { get; }

    /// <summary>From the middle of a cell to the baseline: capitals stand in the middle of their row.</summary>
    public double Drop => Size * 0.36;

    /// <summary>How far a label reaches beyond its cells along the axis.</summary>
    public double Overhang(double cell) =>
        Shown.Count == 0 ? 0 : Math.Max(0, Math.Max(Above - Drop, Below + Drop) - (cell / 2));

    /// <summary>Labels beside rows: always level, every step-th, or a multiple where rows are lower than lines of text; cut to a width.</summary>
    public static LabelPlan Beside(ImmutableArray<string> labels, int? step, double cell, double size, double most, ITextMeasure measure) =>
        Thinned(Measured(labels, size, most, measure), step, cell, size, 0);

    /// <summary>
    /// Labels under columns: level where each fits over its own cells, else reading upwards, every k-th where columns are
    /// narrow. A single ideograph keeps standing on its feet.
    /// </summary>
    public static LabelPlan Under(
        ImmutableArray<string> labels, int? step, bool stacks, double cell, double size, ITextMeasure measure)
    {
        List<ShownLabel> level = Measured(labels, size, double.PositiveInfinity, measure);
        List<ShownLabel> stepped = [.. level.Where(label => label.Index % (step ?? 1) == 0)];
        List<ShownLabel> upright = [.. level.Select(label => label with
        {
            IsUpright = !IsIdeograph(label.Text) && !(stacks && IsIdeographs(label.Text)),
            IsStacked = stacks && label.Text.Length > 1 && IsIdeographs(label.Text),
        })];
        return stepped.TrueForAll(label => label.Extent.Width + (size / 3) <= cell)
            ? new(stepped, size, step ?? 1)
            : Thinned(upright, step, cell, size, IdeographWidth(level));
    }

    /// <summary>A text cut to a width, ending in … where something was cut.</summary>
    public static string Shorten(string text, double width, double size, ITextMeasure measure)
    {
        if (measure.Measure(text, size).Width <= width)
        {
            return text;
        }

        return Cut(text, Most(0, text.Length, length => measure.Measure(Cut(text, length), size).Width <= width));
    }

    /// <summary>How many of a text's characters fit into a width, at least one; no surrogate pair is split.</summary>
    public static int Fitting(string text, double width, double size, ITextMeasure measure)
    {
        if (measure.Measure(text, size).Width <= width)
        {
            return text.Length;
        }

        int fits = Most(1, text.Length, length => measure.Measure(text[..length], size).Width <= width);
        return !char.IsHighSurrogate(text[fits - 1]) ? fits : fits > 1 ? fits - 1 : Math.Min(2, text.Length);
    }

    /// <summary>As many words of a text as have room in so many characters, and …; of a single word the first characters.</summary>
    public static string CutAtWord(string text, int length)
    {
        for (int end = length; end > length / 2; end--)
        {
            if (text[end] == ' ' || IsIdeograph(text[end]) || IsIdeograph(text[end - 1]))
            {
                return Cut(text, end);
            }
        }

        return Cut(text, length);
    }

    /// <summary>The first characters of a text and …; no surrogate pair is split.</summary>
    public static string Cut(string text, int length) =>
        (length > 0 && char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length]).TrimEnd() + "…";

    // By halves, between a length that is taken in any case and one that is too long.
    private static int Most(int fits, int tooLong, Func<int, bool> isShort)
    {
        while (tooLong - fits > 1)
        {
            int middle = (fits + tooLong) / 2;
            (fits, tooLong) = isShort(middle) ? (middle, tooLong) : (fits, middle);
        }

        return fits;
    }

    private static bool IsIdeograph(string text) => text.Length == 1 && IsIdeograph(text[0]);

    private static bool IsIdeograph(char letter) => letter >= '\u2E80' && !char.IsSurrogate(letter);

    private static List<ShownLabel> Measured(ImmutableArray<string> labels, double size, double most, ITextMeasure measure)
    {
        List<ShownLabel> all = new(labels.Length);
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i].Length == 0)
            {
                continue;
            }

            string text = Shorten(labels[i], Math.Min(most, LongestOverSize * size), size, measure);
            all.Add(new(i, text, measure.Measure(text, size), false));
        }

        return all;
    }

    private static bool IsIdeographs(string text) =>
        text.Length > 0 && text.All(character => character >= '\u2E80' && !char.IsSurrogate(character));

    // An ideograph is as wide as a text of them is long for each.
    private static double IdeographWidth(List<ShownLabel> all) =>
        all.Where(label => IsIdeographs(label.Text)).Select(label => label.Extent.Width / label.Text.Length).DefaultIfEmpty().Max();

    // A line of text reaches to both sides of its cell's middle, an upright ideograph half its width.
    private static LabelPlan Thinned(List<ShownLabel> all, int? step, double cell, double size, double ideograph)
    {
        LabelPlan full = new(all, size, 1);
        double before = Math.Max(full.Above - full.Drop, ideograph / 2);
        double after = Math.Max(full.Below + full.Drop, ideograph / 2);
        int every = (step ?? 1) * Math.Max(1, (int)Math.Ceiling((before + after + LeastGap) / (cell * (step ?? 1))));
        return every == 1 ? full : new(Kept(all, every, step is null, (before + after + LeastGap) / cell), size, every);
    }

    // Where nobody said which, the last label stands, too, in place of those before it that are too near.
    private static IReadOnlyList<ShownLabel> Kept(List<ShownLabel> all, int every, bool keepsLast, double room)
    {
        IEnumerable<ShownLabel> kept = all.Where(label => label.Index % every == 0);
        return keepsLast && all.Count > 0
            ? [.. kept.Where(label => all[^1].Index - label.Index >= room), all[^1]]
            : [.. kept];
    }
}

/// <summary>One label of an axis.</summary>
/// <param name="Index">Which row or column of cells it belongs to.</param>
/// <param name="Text">What it says.</param>
/// <param name="Extent">The room it takes.</param>
/// <param name="IsUpright">Whether it reads from bottom to top.</param>
/// <param name="IsStacked">Whether its letters stand one under the other.</param>
internal readonly record struct ShownLabel(int Index, string Text, TextExtent Extent, bool IsUpright, bool IsStacked = false);
