using Parquet;
using Parquet.Schema;

namespace AttnExtract.Extract.Vectors;

/// <summary>
/// Apache Parquet with the columns <c>text</c>, <c>pair</c> where there are pairs, and <c>vector</c>, a list of numbers, null where one is
/// not finite. A chunk of a corpus is a row group.
/// </summary>
internal sealed class ParquetVectorFormat : VectorFormat
{
    /// <inheritdoc/>
    public override string Extension => ".parquet";

    /// <inheritdoc/>
    public override string Description => "texts with their vectors, for data frames";

    /// <inheritdoc/>
    public override void Write(CorpusVectors vectors, Stream stream) => WriteAsync(vectors, stream).GetAwaiter().GetResult();

    private static async Task WriteAsync(CorpusVectors vectors, Stream stream)
    {
        DataField<string> text = new("text");
        DataField<string> pair = new("pair");
        DataField<float?> number = new("element");
        bool hasPairs = vectors.Chunks.Any(chunk => chunk.Texts.Any(one => one.Pair is not null));
        ParquetSchema schema = new([text, .. hasPairs ? [pair] : Array.Empty<Field>(), new ListField("vector", number)]);
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(schema, stream);
        Dictionary<string, string> metadata = new()
        {
            ["model"] = vectors.Provenance.Model,
            ["weights_sha256"] = vectors.Provenance.WeightsSha256,
            ["pooling"] = vectors.Pooling,
        };
        if (vectors.Prompt.Length > 0)
        {
            metadata["prompt"] = vectors.Prompt;
        }

        writer.CustomMetadata = metadata;
        foreach (TextVectors chunk in vectors.Chunks)
        {
            using ParquetRowGroupWriter rows = writer.CreateRowGroup();
            await rows.WriteAsync(text, [.. chunk.Texts.Select(one => one.Text)]);
            if (hasPairs)
            {
                await rows.WriteAsync(pair, [.. chunk.Texts.Select(one => one.Pair!)]);
            }

            await WriteAsync(rows, number, chunk);
            rows.CompleteValidate();
        }
    }

    private static async Task WriteAsync(ParquetRowGroupWriter rows, DataField<float?> number, TextVectors vectors)
    {
        // Dremel's levels (Melnik et al. 2010): a null is defined one level less, and the first of a list begins a row.
        float[] values = vectors.Values.Values.ToArray();
        int width = vectors.Values.Shape[1];
        int[] defined = [.. values.Select(value => number.MaxDefinitionLevel - (float.IsFinite(value) ? 0 : 1))];
        int[] repeated = [.. values.Select((_, i) => i % width == 0 ? 0 : 1)];
        await rows.WriteAllPartsAsync<float>(number, values.Where(float.IsFinite).ToArray(), defined, repeated, CancellationToken.None);
    }
}
