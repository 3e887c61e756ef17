using System.Numerics.Tensors;
using System.Text;
using AttnExtract.Extract.Chunks;
using AttnExtract.Extract.Formats;
using AttnExtract.Model.Hooks;

namespace AttnExtract.Extract.Captures;

/// <summary>The records of a chunk as bytes, one after the other.</summary>
public static class RecordPartial
{
    /// <summary>Writes records as they are made.</summary>
    internal static void Write(IEnumerable<AttentionRecord> records, int count, RecordPrecision precision, Stream stream)
    {
        using BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(count);
        writer.Write((byte)precision);
        foreach (AttentionRecord record in records)
        {
            KeyValuePair<HookName, DenseArray>[] arrays = [.. record.AllSites];
            writer.Write(RecordMetadata.ToJson(record));
            writer.Write(arrays.Length);
            foreach ((HookName name, DenseArray array) in arrays)
            {
                writer.Write($"{name}");
                writer.Write(array.Shape.Length);
                writer.Write(array.Shape.ToArray());
                writer.Write(DenseArray.Bytes(array.Values.Span, precision));
            }
        }
    }

    /// <summary>Reads the records that <see cref="CaptureWork"/> wrote of a chunk, one at a time.</summary>
    /// <param name="stream">Stands on their beginning, and is read as they are asked for.</param>
    public static IEnumerable<AttentionRecord> Read(Stream stream)
    {
        using BinaryReader reader = new(stream, Encoding.UTF8, leaveOpen: true);
        int count = reader.ReadInt32();
        RecordPrecision precision = (RecordPrecision)reader.ReadByte();
        for (int i = 0; i < count; i++)
        {
            RecordParts parts = RecordMetadata.Parse(reader.ReadString(), "chunk");
            KeyValuePair<string, DenseArray>[] arrays = new KeyValuePair<string, DenseArray>[reader.ReadInt32()];
            for (int array = 0; array < arrays.Length; array++)
            {
                string name = reader.ReadString();
                arrays[array] = KeyValuePair.Create(name, ReadArray(reader, precision));
            }

            yield return parts.Join(arrays, "chunk");
        }
    }

    // Files have a batch of one in front.
    private static DenseArray ReadArray(BinaryReader reader, RecordPrecision precision)
    {
        int[] shape = new int[reader.ReadInt32()];
        reader.Read(shape);
        float[] values = new float[shape.Aggregate(1, (product, length) => checked(product * length))];
        if (precision == RecordPrecision.Float32)
        {
            reader.Read(values);
        }
        else
        {
            Half[] halves = new Half[values.Length];
            reader.Read(halves);
            TensorPrimitives.ConvertToSingle(halves, values);
        }

        return new DenseArray(values, [1, .. shape]);
    }
}
