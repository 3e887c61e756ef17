using System.Collections.Immutable;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Vectors;

/// <summary>The formats of vectors.</summary>
public static class VectorFormats
{
    /// <summary>Every format.</summary>
    public static ImmutableArray<VectorFormat> All { get; } = [new NpyVectorFormat(), new SafetensorsVectorFormat(), new ParquetVectorFormat()];

    /// <summary>The format that a path's extension chooses, whatever its case.</summary>
    /// <exception cref="AttnExtractException">There is none; the message says what there is.</exception>
    public static VectorFormat For(string path) =>
        All.FirstOrDefault(format => format.Extension.Equals(Path.GetExtension(path), StringComparison.OrdinalIgnoreCase))
        ?? throw new AttnExtractException(
            $"'{path}' has no extension of a file of vectors; there are {string.Join(", ", All.Select(format => format.Extension))}.");
}
