using AttnExtract.Extract.Formats;

namespace AttnExtract.Extract.Vectors;

/// <summary>The numbers alone: <c>numpy.load(path)</c> is an array [text, dimension].</summary>
internal sealed class NpyVectorFormat : VectorFormat
{
    /// <inheritdoc/>
    public override string Extension => ".npy";

    /// <inheritdoc/>
    public override string Description => "vectors alone, for NumPy";

    /// <inheritdoc/>
    public override void Write(TextVectors vectors, Stream stream) =>
        NpyArray.Write(stream, [.. vectors.Values.Shape.Select(length => (long)length)], vectors.Values.Values.Span);
}
