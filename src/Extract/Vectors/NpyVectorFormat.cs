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
    public override void Write(CorpusVectors vectors, Stream stream) =>
        NpyArray.Write(stream, [vectors.Count, vectors.Width], vectors.Chunks.Select(chunk => chunk.Values.Values));
}
