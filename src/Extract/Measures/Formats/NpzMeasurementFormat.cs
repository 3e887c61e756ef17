using AttnExtract.Extract.Formats;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Measures.Formats;

/// <summary>
/// Measures as NumPy's .npz: an array a measure, <c>numpy.load(path)["rollout"]</c> is [layer, query, key], and of several kinds of attention one a kind,
/// <c>"cross.rollout"</c>; and the rest with
/// <c>json.loads(numpy.load(path)["measures"].item())</c>.
/// </summary>
internal sealed class NpzMeasurementFormat : MeasurementFormat
{
    /// <inheritdoc/>
    public override string Extension => ".npz";

    /// <inheritdoc/>
    public override string Description => "an array a measure, for numpy.load";

    /// <inheritdoc/>
    public override void Write(IReadOnlyList<Measurement> measurements, Stream stream) => NpzArchive.Write(
        stream,
        MeasurementMetadata.Name,
        MeasurementMetadata.ToJson(measurements),
        measurements.Select(measurement =>
        {
            DenseArray array = measurement.Values ?? DenseArray.Stack(measurement.Layers); // [layer, …]
            return (NameOf(measurement, measurements), array.Shape.Select(length => (long)length).ToArray(), array.Values);
        }));

    /// <summary>Reads measures.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="AttnExtractException">The file is missing, damaged or holds no measures.</exception>
    public static IReadOnlyList<Measurement> Read(string path) => NpzArchive.Read(path, MeasurementMetadata.Name, (document, arrays) =>
    {
        IReadOnlyList<Measurement> measurements = MeasurementMetadata.Parse(document, path);
        Dictionary<string, DenseArray> byName = arrays.ToDictionary();
        return (IReadOnlyList<Measurement>)[.. measurements.Select(measurement => Join(measurement, NameOf(measurement, measurements), byName, path))];
    });

    private static string NameOf(Measurement measurement, IReadOnlyList<Measurement> all) =>
        all.Any(other => other.Kind != measurement.Kind) ? $"{measurement.Kind}.{measurement.Measure.Name}" : measurement.Measure.Name;

    private static Measurement Join(Measurement measurement, string name, Dictionary<string, DenseArray> arrays, string path)
    {
        int[] expected = [.. MeasurementMetadata.Axes(measurement).Select(axis => axis.Length)];
        return !arrays.TryGetValue(name, out DenseArray? array)
                ? throw new AttnExtractException($"'{path}' is damaged: it has no array '{name}'.")
            : !array.Shape.SequenceEqual(expected)
                ? throw new AttnExtractException(
                    $"'{path}' is damaged: '{name}' has shape [{string.Join(", ", array.Shape)}], but its layers, heads and tokens need "
                    + $"[{string.Join(", ", expected)}].")
            : measurement.Measure.Shape is MeasureShape.HeadMaps or MeasureShape.LayerMaps
                ? measurement with { Layers = [.. Enumerable.Range(0, expected[0]).Select(layer => array[layer])] }
            : measurement with { Values = array };
    }
}
