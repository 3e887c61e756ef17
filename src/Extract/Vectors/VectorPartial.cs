using System.Text;
using AttnExtract.Extract.Chunks;
using AttnExtract.Extract.Formats;

namespace AttnExtract.Extract.Vectors;

/// <summary>Vectors of a chunk as bytes.</summary>
internal static class VectorPartial
{
    /// <summary>Writes everything.</summary>
    public static void Write(TextVectors vectors, Stream stream)
    {
        using BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(vectors.Values.Shape[1]);
        writer.Write(vectors.Pooling);
        writer.Write(vectors.Prompt);
        writer.Write(vectors.MaximumLength);
        writer.Write(vectors.TruncatedTexts);
        writer.Write(RecordMetadata.ToJson(vectors.Provenance));
        writer.Write(vectors.Texts);
        writer.Write(vectors.Values.Values.ToArray());
    }

    /// <summary>Reads what was written, and leaves the stream behind it.</summary>
    public static TextVectors Read(Stream stream)
    {
        using BinaryReader reader = new(stream, Encoding.UTF8, leaveOpen: true);
        int width = reader.ReadInt32();
        (string pooling, string prompt) = (reader.ReadString(), reader.ReadString());
        (int longest, int truncated) = (reader.ReadInt32(), reader.ReadInt32());
        Provenance provenance = RecordMetadata.ParseProvenance(reader.ReadString());
        TextPair[] texts = reader.ReadTexts();
        float[] values = new float[texts.Length * width];
        reader.Read(values);
        return new TextVectors
        {
            Texts = [.. texts],
            Values = new DenseArray(values, texts.Length, width),
            Pooling = pooling,
            Prompt = prompt,
            MaximumLength = longest,
            TruncatedTexts = truncated,
            Provenance = provenance,
        };
    }
}
