using System.Globalization;
using System.Text;

namespace AttnExtract.Extract.Tables;

/// <summary>Comma-separated values; RFC 4180, but with line feeds. A missing number is an empty field.</summary>
internal sealed class CsvTableFormat : TableFormat
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <inheritdoc/>
    public override string Extension => ".csv";

    /// <inheritdoc/>
    public override string Description => "table, comma-separated";

    /// <inheritdoc/>
    public override void Write(IEnumerable<Table> parts, Stream stream)
    {
        using StreamWriter writer = new(stream, Utf8, leaveOpen: true) { NewLine = "\n" };
        foreach ((int place, Table part) in parts.Index())
        {
            if (place == 0)
            {
                writer.WriteLine(string.Join(',', part.Columns.Select(column => Quoted(column.Name))));
            }

            for (int row = 0; row < part.RowCount; row++)
            {
                writer.WriteLine(string.Join(',', part.Columns.Select(column => Field(column, row))));
            }
        }
    }

    private static string Field(TableColumn column, int row) =>
        column.Kind == TableColumnKind.Text ? Quoted(column.Texts[row])
        : double.IsFinite(column.Numbers[row]) ? column.Numbers[row].ToString("R", CultureInfo.InvariantCulture)
        : "";

    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
