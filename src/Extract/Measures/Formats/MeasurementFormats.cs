using System.Collections.Immutable;
using AttnExtract.Extract.Tables;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Measures.Formats;

/// <summary>The formats that measures are kept in.</summary>
public static class MeasurementFormats
{
    /// <summary>Every format.</summary>
    public static ImmutableArray<MeasurementFormat> All { get; } =
        [new NpzMeasurementFormat(), .. TableFormats.All.Select(format => new TableMeasurementFormat(format))];

    private static Registry<MeasurementFormat> ByExtension { get; } =
        Registry<MeasurementFormat>.OfFiles("a file of measures", one => [one.Extension], All);

    /// <summary>The format that a path's extension chooses, whatever its case.</summary>
    /// <exception cref="AttnExtractException">There is none; the message says what there is.</exception>
    public static MeasurementFormat For(string path) => ByExtension.Get(path);

    /// <summary>Writes measures to a file, whole or not at all.</summary>
    /// <param name="measurements">
    /// What came of one text, a measure each, all of the same layers and heads, or so of each of several kinds of attention; at least one.
    /// </param>
    /// <param name="path">The file; its extension chooses one of <see cref="All"/>.</param>
    /// <exception cref="AttnExtractException">The extension is unknown, or the file cannot be written.</exception>
    public static void Save(this IReadOnlyList<Measurement> measurements, string path)
    {
        MeasurementFormat format = For(path);
        AtomicFile.Write(path, stream => format.Write(measurements, stream));
    }
}
