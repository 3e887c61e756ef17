using System.Collections.Immutable;

namespace AttnExtract.Render.Colors;

/// <summary>
/// N colours over the range 0..1, and three more for what lies below, above and nowhere. Picks colours exactly as
/// matplotlib does: index min(int(x·N), N−1).
/// </summary>
public sealed class Colormap
{
    // Text on a cell is dark where the cell is lighter than this: seaborn's constant.
    private const double TextFlip = .408;

    private readonly ImmutableArray<bool> _isLight;

    /// <summary>Makes a map of the given colours.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="kind">What it is good for.</param>
    /// <param name="colors">The colours in order; at least one.</param>
    public Colormap(string name, ColormapKind kind, ImmutableArray<Rgba> colors)
        : this(name, kind, colors, [.. colors.Select(color => color.Luminance() > TextFlip)])
    {
    }

    /// <summary>Makes a map whose colours were rounded: what their luminance was before is told apart.</summary>
    internal Colormap(string name, ColormapKind kind, ImmutableArray<Rgba> colors, ImmutableArray<bool> isLight)
    {
        ArgumentOutOfRangeException.ThrowIfZero(colors.Length);
        Name = name;
        Kind = kind;
        Colors = colors;
        _isLight = isLight;
    }

    /// <summary>What people call it.</summary>
    public string Name { get; }

    /// <summary>What it is good for.</summary>
    public ColormapKind Kind { get; }

    /// <summary>The N colours.</summary>
    public ImmutableArray<Rgba> Colors { get; }

    /// <summary>The colour below 0; null for the first of <see cref="Colors"/>.</summary>
    public Rgba? Under { get; init; }

    /// <summary>The colour above 1; null for the last of <see cref="Colors"/>.</summary>
    public Rgba? Over { get; init; }

    /// <summary>The colour of NaN.</summary>
    public Rgba Bad { get; init; } = Rgba.Transparent;

    /// <summary>The colour at a position in 0..1, or of what lies below, above or nowhere.</summary>
    public Rgba this[double position] =>
        IndexOf(position) switch
        {
            null => Bad,
            -1 => Under ?? Colors[0],
            int index when index == Colors.Length => Over ?? Colors[^1],
            int index => Colors[index],
        };

    /// <summary>The colours at positions, one for each.</summary>
    internal void Pick(ReadOnlySpan<double> positions, Span<Rgba> picked)
    {
        ReadOnlySpan<Rgba> colors = Colors.AsSpan();
        double count = colors.Length;
        for (int i = 0; i < picked.Length; i++)
        {
            double scaled = positions[i] * count;
            picked[i] = scaled >= 0 && scaled < count ? colors[(int)scaled] : this[positions[i]];
        }
    }

    /// <summary>Whether dark text is the readable one on the colour at a position, where seaborn says so.</summary>
    public bool IsLight(double position) =>
        IndexOf(position) switch
        {
            null => Bad.A == 0 || Bad.Luminance() > TextFlip,
            -1 => Under is { } under ? under.Luminance() > TextFlip : _isLight[0],
            int index when index == Colors.Length => Over is { } over ? over.Luminance() > TextFlip : _isLight[^1],
            int index => _isLight[index],
        };

    /// <summary>The same map with other colours for what lies outside; what is left out stays.</summary>
    /// <param name="under">The colour below 0.</param>
    /// <param name="over">The colour above 1.</param>
    /// <param name="bad">The colour of NaN.</param>
    public Colormap With(Rgba? under = null, Rgba? over = null, Rgba? bad = null) =>
        new(Name, Kind, Colors, _isLight) { Under = under ?? Under, Over = over ?? Over, Bad = bad ?? Bad };

    /// <summary>
    /// The same map with its colours in the opposite order, under and over changing places, named with or without <c>_r</c>.
    /// </summary>
    public Colormap Reversed() =>
        new(
            Name.EndsWith("_r", StringComparison.Ordinal) ? Name[..^2] : Name + "_r",
            Kind,
            [.. Colors.Reverse()],
            [.. _isLight.Reverse()])
        {
            Under = Over,
            Over = Under,
            Bad = Bad,
        };

    /// <summary>
    /// A map of 256 colours taken from this one at even steps between two positions, which may lie outside 0..1: what
    /// seaborn's <c>center</c> does.
    /// </summary>
    public Colormap Resampled(double from, double to)
    {
        const int Count = 256;
        double step = (to - from) / (Count - 1);
        double[] positions = [.. Enumerable.Range(0, Count).Select(i => i == Count - 1 ? to : from + (i * step))];
        return new(Name, Kind, [.. positions.Select(x => this[x])], [.. positions.Select(IsLight)])
        {
            Under = Under,
            Over = Over,
            Bad = Bad,
        };
    }

    /// <summary>The same map with colours that were rounded otherwise.</summary>
    internal Colormap WithColors(ImmutableArray<Rgba> colors) =>
        new(Name, Kind, colors, _isLight) { Under = Under, Over = Over, Bad = Bad };

    // As matplotlib: below 0 is under, exactly 1 is still the last colour, beyond it is over; null for NaN.
    private int? IndexOf(double position)
    {
        double scaled = position * Colors.Length;
        return double.IsNaN(scaled) ? null
            : scaled < 0 ? -1
            : scaled == Colors.Length ? Colors.Length - 1
            : scaled > Colors.Length ? Colors.Length
            : (int)scaled;
    }
}

/// <summary>What a colormap is good for, as matplotlib's documentation groups them.</summary>
public enum ColormapKind
{
    /// <summary>From little to much.</summary>
    Sequential,

    /// <summary>Two ways from a middle that means something.</summary>
    Diverging,

    /// <summary>Ends where it begins: angles, times of day.</summary>
    Cyclic,

    /// <summary>Few distinct colours without an order: classes.</summary>
    Qualitative,

    /// <summary>Everything else.</summary>
    Miscellaneous,

    /// <summary>Made by the user: a list of colours, a blend, a table.</summary>
    Custom,
}
