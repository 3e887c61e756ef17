using System.Text.Json;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Tables;

/// <summary>A JSON list of objects, a row on a line. A missing number is null.</summary>
internal sealed class JsonTableFormat : TableFormat
{
    /// <inheritdoc/>
    public override string Extension => ".json";

    /// <inheritdoc/>
    public override string Description => "table, a list of objects";

    /// <inheritdoc/>
    public override void Write(IEnumerable<Table> parts, Stream stream)
    {
        stream.Write("["u8);
        bool isFirst = true;
        foreach (Table part in parts)
        {
            for (int row = 0; row < part.RowCount; row++)
            {
                stream.Write(isFirst ? "\n"u8 : ",\n"u8);
                isFirst = false;
                using Utf8JsonWriter json = new(stream, ReadableJson.OnOneLine);
                json.WriteStartObject();
                foreach (TableColumn column in part.Columns)
                {
                    Write(json, column, row);
                }

                json.WriteEndObject();
            }
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
