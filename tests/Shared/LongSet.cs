namespace AttnExtract.Testing;

/// <summary>Of tests that take long for what they add, the usual run takes one of a kind or two; <c>ATTN_LONG=1</c> takes all.</summary>
public static class LongSet
{
    // Knuth, The Art of Computer Programming 3, section 6.4: by this factor neighbours come to lie far apart.
    private const uint Golden = 2654435761;

    /// <summary>Whether all are asked for.</summary>
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("ATTN_LONG") is { Length: > 0 };

    /// <summary>The first of them, or all.</summary>
    public static IEnumerable<T> Of<T>(int few, IEnumerable<T> all) => IsOn ? all : all.Take(few);

    /// <summary>About one of so many, the first among them, or all. They are spread, so that of a map they are not one column.</summary>
    public static IEnumerable<T> Spread<T>(uint step, IEnumerable<T> all) => IsOn ? all : all.Where((_, at) => ((uint)at * Golden >> 16) % step == 0);
}
