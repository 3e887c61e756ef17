using System.Text.Json;
using AttnExtract.Extract.Formats;

namespace AttnExtract.Extract.Tables;

/// <summary>A JSON list of objects, a row on a line. A missing number is null.</summary>
internal sealed class JsonTableFormat : TableFormat
{
    /// <inheritdoc/>
    public override string Extension => ".json";

    /// <inheritdoc/>
    public override string Description => "table, a list of objects";

    /// <inheritdoc/>
    public override void Write(Table table, Stream stream)
    {
        stream.Write("["u8);
        for (int row = 0; row < table.RowCount; row++)
        {
            stream.Write(row == 0 ? "\n"u8 : ",\n"u8);
            using Utf8JsonWriter json = new(stream, RecordMetadata.WriterOptions);
            json.WriteStartObject();
            foreach (TableColumn column in table.Columns)
            {
                Write(json, column, row);
            }

            json.WriteEndObject();
        }

        stream.Write("\n]\n"u8);
    }

    private static void Write(Utf8JsonWriter json, TableColumn column, int row)
    {
        json.WritePropertyName(column.Name);
        switch (column.Kind)
        {
            case TableColumnKind.Text:
                json.WriteStringValue(column.Texts[row]);
                break;
            case TableColumnKind.Whole or TableColumnKind.Number when !double.IsFinite(column.Numbers[row]):
                json.WriteNullValue();
                break;
            default:
                json.WriteNumberValue(column.Numbers[row]);
                break;
        }
    }
}
