using System.Text;
using AttnExtract.Extract.Chunks;
using AttnExtract.Extract.Measures.Formats;

namespace AttnExtract.Extract.Measures;

/// <summary>What measures gave for one text, as bytes.</summary>
internal static class MeasurementPartial
{
    private const string Source = "partial";

    /// <summary>Writes everything.</summary>
    public static void Write(BinaryWriter writer, IReadOnlyList<Measurement> measured)
    {
        writer.Write(MeasurementMetadata.ToJson(measured));
        foreach (Measurement measurement in measured)
        {
            foreach (DenseArray array in measurement.Values is { } values ? [values] : measurement.Layers)
            {
                writer.Write(array.Values.ToArray());
            }

            writer.Write(measurement.Hidden.Count);
            foreach (HiddenCells? hidden in measurement.Hidden)
            {
                writer.Write(hidden?.Cells.Length ?? 0);
                foreach (bool cell in hidden?.Cells ?? [])
                {
                    writer.Write(cell);
                }
            }
        }
    }

    /// <summary>Reads what was written, and leaves the stream behind it.</summary>
    public static IReadOnlyList<Measurement> Read(Stream stream)
    {
        using BinaryReader reader = new(stream, Encoding.UTF8, leaveOpen: true);
        IReadOnlyList<Measurement> measured = MeasurementMetadata.Parse(reader.ReadString(), Source);
        return [.. measured.Select(measurement => Filled(reader, measurement))];
    }

    private static Measurement Filled(BinaryReader reader, Measurement measurement)
    {
        int[] shape = [.. MeasurementMetadata.Axes(measurement).Select(axis => axis.Length)];
        bool isPerLayer = measurement.Measure.Shape is MeasureShape.HeadMaps or MeasureShape.LayerMaps;
        measurement = isPerLayer
            ? measurement with { Layers = [.. Enumerable.Range(0, shape[0]).Select(_ => Array(reader, shape[1..]))] }
            : measurement with { Values = Array(reader, shape) };
        int hidden = reader.ReadInt32();
        return measurement with { Hidden = [.. Enumerable.Range(0, hidden).Select(_ => Hidden(reader, measurement.KeyTokens.Count))] };
    }

    private static DenseArray Array(BinaryReader reader, int[] shape)
    {
        float[] values = new float[shape.Aggregate(1, (all, axis) => checked(all * axis))];
        reader.Read(values);
        return new DenseArray(values, shape);
    }

    private static HiddenCells? Hidden(BinaryReader reader, int keys)
    {
        byte[] cells = reader.ReadBytes(reader.ReadInt32());
        return cells.Length == 0 ? null : HiddenCells.Of([.. cells.Select(cell => cell != 0)], keys);
    }
}
