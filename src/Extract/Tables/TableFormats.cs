using System.Collections.Immutable;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Tables;

/// <summary>The formats of tables.</summary>
public static class TableFormats
{
    /// <summary>Every format.</summary>
    public static ImmutableArray<TableFormat> All { get; } = [new CsvTableFormat(), new JsonTableFormat(), new ParquetTableFormat()];

    /// <summary>The format that a path's extension chooses.</summary>
    /// <exception cref="AttnExtractException">There is none; the message says what there is.</exception>
    public static TableFormat For(string path) => Find(path) ?? throw new AttnExtractException(
        $"'{path}' has no extension of a table; there are {string.Join(", ", All.Select(format => format.Extension))}.");

    /// <summary>The format that a path's extension chooses, or null.</summary>
    public static TableFormat? Find(string path) =>
        All.FirstOrDefault(format => format.Extension.Equals(Path.GetExtension(path), StringComparison.OrdinalIgnoreCase));
}
