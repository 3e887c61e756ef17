using Parquet;
using Parquet.Schema;

namespace AttnExtract.Extract.Tables;

/// <summary>Apache Parquet: <c>pandas.read_parquet</c>, <c>arrow::read_parquet</c>. A missing number is null; a part of the table is a row group.</summary>
internal sealed class ParquetTableFormat : TableFormat
{
    /// <inheritdoc/>
    public override string Extension => ".parquet";

    /// <inheritdoc/>
    public override string Description => "table, Apache Parquet";

    /// <inheritdoc/>
    public override void Write(IEnumerable<Table> parts, Stream stream) => WriteAsync(parts, stream).GetAwaiter().GetResult();

    private static async Task WriteAsync(IEnumerable<Table> parts, Stream stream)
    {
        // One part that lacks a number decides for all.
        DataField[] fields = [.. parts.Select(part => part.Columns.Select(Field).ToArray()).Aggregate(
            (before, later) => [.. before.Zip(later).Select(pair => pair.First.IsNullable ? pair.First : pair.Second)])];
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream);
        foreach (Table part in parts)
        {
            await WriteAsync(writer, fields, part);
        }
    }

    private static async Task WriteAsync(ParquetWriter writer, DataField[] fields, Table part)
    {
        using ParquetRowGroupWriter rows = writer.CreateRowGroup();
        foreach ((DataField field, TableColumn column) in fields.Zip(part.Columns))
        {
            await (column.Kind switch
            {
                TableColumnKind.Text => rows.WriteAsync(field, column.Texts),
                TableColumnKind.Whole when field.IsNullable => rows.WriteAsync<int>(field, column.Numbers.Select(Whole).ToArray()),
                TableColumnKind.Whole => rows.WriteAsync<int>(field, column.Numbers.Select(number => (int)number).ToArray()),
                _ => rows.WriteAsync<double>(field, column.Numbers.Select(Finite).ToArray()),
            });
        }

        rows.CompleteValidate();
    }

    private static DataField Field(TableColumn column) => column.Kind switch
    {
        TableColumnKind.Text => new DataField<string>(column.Name),
        TableColumnKind.Whole when column.Numbers.All(double.IsFinite) => new DataField<int>(column.Name),
        TableColumnKind.Whole => new DataField<int?>(column.Name),
        _ => new DataField<double?>(column.Name),
    };

    private static int? Whole(double number) => double.IsFinite(number) ? (int)number : null;

    private static double? Finite(double number) => double.IsFinite(number) ? number : null;
}
