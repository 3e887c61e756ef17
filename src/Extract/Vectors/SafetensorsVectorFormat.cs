using System.Runtime.InteropServices;
using AttnExtract.Model.Weights;
using AttnExtract.Model.Weights.Safetensors;

namespace AttnExtract.Extract.Vectors;

/// <summary>
/// <c>safetensors.numpy.load_file(path)["vectors"]</c> is an array [text, dimension]; the file's metadata say what made it.
/// </summary>
internal sealed class SafetensorsVectorFormat : VectorFormat
{
    /// <inheritdoc/>
    public override string Extension => ".safetensors";

    /// <inheritdoc/>
    public override string Description => "vectors, and what made them";

    /// <inheritdoc/>
    public override void Write(CorpusVectors vectors, Stream stream)
    {
        SafetensorsWriter writer = new();
        writer.AddMetadata("model", vectors.Provenance.Model);
        writer.AddMetadata("weights_sha256", vectors.Provenance.WeightsSha256);
        writer.AddMetadata("pooling", vectors.Pooling);
        if (vectors.Prompt.Length > 0)
        {
            writer.AddMetadata("prompt", vectors.Prompt);
        }

        writer.AddMetadata("precision", vectors.Provenance.Precision);
        writer.AddMetadata("truncated_tokens", FormattableString.Invariant($"{vectors.Provenance.TruncatedTokens}"));
        writer.AddMetadata("version", vectors.Provenance.Version);
        writer.Add("vectors", ElementType.F32, [vectors.Count, vectors.Width], numbers =>
        {
            foreach (TextVectors chunk in vectors.Chunks)
            {
                numbers.Write(MemoryMarshal.AsBytes(chunk.Values.Values.Span));
            }
        });
        writer.WriteTo(stream);
    }
}
