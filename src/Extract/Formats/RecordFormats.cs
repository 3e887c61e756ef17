using System.Collections.Immutable;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Formats;

/// <summary>The formats that records are kept in.</summary>
public static class RecordFormats
{
    /// <summary>Every format, the recommended one first.</summary>
    public static ImmutableArray<RecordFormat> All { get; } =
    [
        new SafetensorsRecordFormat(),
        new NpzRecordFormat(),
        new Hdf5RecordFormat(),
        new ShardedRecordFormat(),
        new JsonRecordFormat(),
    ];

    private static Registry<RecordFormat> ByExtension { get; } = Registry<RecordFormat>.OfFiles("a record", one => one.Extensions, All);

    /// <summary>The format that a path's extension chooses, whatever its case.</summary>
    /// <exception cref="AttnExtractException">The path has no extension, or none that a format has; the message lists them.</exception>
    public static RecordFormat For(string path) => ByExtension.Get(path);

    /// <summary>Reads a record: a file of one text, or a text of a file of many, whose name follows the file's as if that were a folder.</summary>
    /// <exception cref="AttnExtractException">The extension is unknown, or the file is missing, damaged, or holds no such record.</exception>
    internal static AttentionRecord Read(string path) =>
        !File.Exists(path) && Path.GetDirectoryName(path) is { } file && ByExtension.TryGet(file, out RecordFormat? format)
            && format is SeriesRecordFormat series
            ? series.Read(file, Path.GetFileName(path))
            : For(path).Read(path);
}
