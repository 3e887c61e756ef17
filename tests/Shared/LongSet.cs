namespace AttnExtract.Testing;

/// <summary>Of tests that take long for what they add, the usual run takes one of a kind or two; <c>ATTN_LONG=1</c> takes all.</summary>
public static class LongSet
{
    /// <summary>Whether all are asked for.</summary>
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("ATTN_LONG") is { Length: > 0 };

    /// <summary>The first of them, or all.</summary>
    public static IEnumerable<T> Of<T>(int few, IEnumerable<T> all) => IsOn ? all : all.Take(few);

    /// <summary>Each so many, from the first, or all.</summary>
    public static IEnumerable<T> Each<T>(int step, IEnumerable<T> all) => IsOn ? all : all.Where((_, at) => at % step == 0);
}
