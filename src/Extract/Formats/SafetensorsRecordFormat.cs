using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Weights;
using AttnExtract.Model.Weights.Safetensors;

namespace AttnExtract.Extract.Formats;

/// <summary>A record as a safetensors file: <c>safetensors.numpy.load_file(path)["layers.3.attention.pattern"]</c>.</summary>
public sealed class SafetensorsRecordFormat : RecordFormat
{
    /// <inheritdoc/>
    public override string Name => "safetensors";

    /// <inheritdoc/>
    public override ImmutableArray<string> Extensions { get; } = [".safetensors"];

    /// <inheritdoc/>
    public override string Description => "exact, compact, mapped into memory by whoever reads it";

    /// <inheritdoc/>
    public override void Write(AttentionRecord record, Stream stream, RecordPrecision precision = RecordPrecision.Float32)
    {
        SafetensorsWriter writer = new();
        writer.AddMetadata(RecordMetadata.Name, RecordMetadata.ToJson(record));
        foreach ((HookName name, DenseArray array) in record.AllSites)
        {
            if (precision == RecordPrecision.Float16)
            {
                writer.Add($"{name}", ElementType.F16, RecordParts.WithBatch(array), DenseArray.Halves(array.Values.Span));
            }
            else
            {
                writer.Add($"{name}", RecordParts.WithBatch(array), array.Values);
            }
        }

        writer.WriteTo(stream);
    }

    /// <inheritdoc/>
    public override AttentionRecord Read(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        RecordParts parts = RecordMetadata.Parse(file.Metadata.GetValueOrDefault(RecordMetadata.Name), path);
        return parts.Join(file.Tensors.Select(pair => KeyValuePair.Create(pair.Key, ToArray(pair.Value))), path);
    }

    /// <summary>The numbers of a tensor.</summary>
    internal static DenseArray ToArray(StoredTensor tensor)
    {
        if (tensor.Count > Array.MaxLength || tensor.Shape.Any(length => length > int.MaxValue))
        {
            throw new AttnExtractException($"'{tensor.Name}' of '{tensor.File}' has {tensor.Count} numbers, more than a record can hold.");
        }

        float[] values = new float[tensor.Count];
        tensor.CopyTo(values);
        return new DenseArray(values, [.. tensor.Shape.Select(length => (int)length)]);
    }
}
