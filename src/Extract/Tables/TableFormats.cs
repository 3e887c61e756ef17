using System.Collections.Immutable;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Tables;

/// <summary>The formats of tables.</summary>
public static class TableFormats
{
    /// <summary>Every format.</summary>
    public static ImmutableArray<TableFormat> All { get; } = [new CsvTableFormat(), new JsonTableFormat(), new ParquetTableFormat()];

    private static Registry<TableFormat> ByExtension { get; } = Registry<TableFormat>.OfFiles("a table", one => [one.Extension], All);

    /// <summary>The format that a path's extension chooses, whatever its case.</summary>
    /// <exception cref="AttnExtractException">There is none; the message says what there is.</exception>
    public static TableFormat For(string path) => ByExtension.Get(path);
}
