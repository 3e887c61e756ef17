using System.Collections.Immutable;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Vectors;

/// <summary>The formats of vectors.</summary>
public static class VectorFormats
{
    /// <summary>Every format.</summary>
    public static ImmutableArray<VectorFormat> All { get; } = [new NpyVectorFormat(), new SafetensorsVectorFormat(), new ParquetVectorFormat()];

    private static Registry<VectorFormat> ByExtension { get; } =
        Registry<VectorFormat>.OfFiles("a file of vectors", one => [one.Extension], All);

    /// <summary>The format that a path's extension chooses, whatever its case.</summary>
    /// <exception cref="AttnExtractException">There is none; the message says what there is.</exception>
    public static VectorFormat For(string path) => ByExtension.Get(path);
}
