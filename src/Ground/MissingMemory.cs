using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace AttnExtract.Ground;

/// <summary>What is said where memory was wanted that there is not.</summary>
internal static partial class MissingMemory
{
    // The loader's words for a library that finds no room; dl-load.c and dl-map-segments.h of glibc.
    private static readonly string[] NotMapped = ["failed to map segment from shared object", "annot allocate memory"];

    /// <summary>Whether that is what a failure means.</summary>
    // libtorch's allocator has no type of its own for it; c10/core/impl/alloc_cpu.cpp.
    public static bool IsMeantBy(Exception failure) =>
        failure is OutOfMemoryException
        || (failure is ExternalException && failure.Message.Contains("not enough memory", StringComparison.OrdinalIgnoreCase))
        || (failure is ExternalException && failure.Message.Contains("can't allocate memory", StringComparison.Ordinal))
        || (failure is DllNotFoundException && NotMapped.Any(said => failure.Message.Contains(said, StringComparison.Ordinal)));

    /// <summary>The same as a sentence, without the stack that libtorch adds.</summary>
    /// <param name="failure">The failure, which may name how much was wanted.</param>
    public static AttnExtractException Told(Exception failure) => new(
        $"There is not enough memory{AskedFor(failure.Message)}. Shorten the text, take fewer layers or heads (--layers, --heads), or end other programs.",
        failure);

    private static string AskedFor(string reason) =>
        AskedBytes().Match(reason) is { Success: true } asked
            ? $": {FreeMemory.Text(double.Parse(asked.Groups[1].Value, CultureInfo.InvariantCulture))} more were asked for"
            : "";

    [GeneratedRegex("allocate ([0-9]+) bytes", RegexOptions.CultureInvariant)]
    private static partial Regex AskedBytes();
}
