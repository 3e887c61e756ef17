using System.Collections.Immutable;

namespace AttnExtract.Extract.Formats.Hdf5;

/// <summary>What is kept beside a group: texts or whole numbers.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">The length of every axis; none for a single value.</param>
/// <param name="Texts">The texts; null of numbers.</param>
/// <param name="Numbers">The numbers, last axis fastest; null of texts.</param>
internal sealed record Hdf5Attribute(string Name, ImmutableArray<int> Shape, IReadOnlyList<string>? Texts, IReadOnlyList<int>? Numbers)
{
    /// <summary>One text.</summary>
    public static Hdf5Attribute Of(string name, string text) => new(name, [], [text], null);

    /// <summary>Texts.</summary>
    public static Hdf5Attribute Of(string name, IReadOnlyList<string> texts) => new(name, [texts.Count], texts, null);

    /// <summary>Whole numbers.</summary>
    public static Hdf5Attribute Of(string name, IReadOnlyList<int> numbers, params ReadOnlySpan<int> shape) => new(name, [.. shape], null, numbers);
}
