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
        new JsonRecordFormat(),
    ];

    private static Registry<RecordFormat> ByExtension { get; } = Registry<RecordFormat>.OfFiles("a record", one => one.Extensions, All);

    /// <summary>The format that a path's extension chooses, whatever its case.</summary>
    /// <exception cref="AttnExtractException">The path has no extension, or none that a format has; the message lists them.</exception>
    public static RecordFormat For(string path) => ByExtension.Get(path);
}
