using AttnExtract.Ground;
using Parquet;
using Parquet.Schema;

namespace AttnExtract.Extract.Texts;

/// <summary>Columns of texts of an Apache Parquet file, a row group at a time.</summary>
internal static class ParquetTexts
{
    // More than writers put into a group; a damaged file may promise more than the memory holds.
    private const long MostRows = 1 << 24;

    /// <summary>The texts of some columns, row after row; where a field has none there are none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">The columns; none to be told which there are.</param>
    /// <exception cref="AttnExtractException">The file cannot be read, or has no such column of texts.</exception>
    public static IEnumerable<string[]> Read(string path, string[] columns)
    {
        using FileStream stream = InputFile.Open(path);
        ParquetReader reader = Sound(path, () =>
        {
            ParquetFooter.Require(stream);
            return ParquetReader.CreateAsync(stream).GetAwaiter().GetResult();
        });
        DataField[] fields = Sound(path, () => reader.Schema.GetDataFields());
        string[] names = [.. fields.Select(field => field.Name)];
        DataField[] chosen = columns.Length == 0 ? throw ColumnNames.Unsaid($"'{path}'", names)
            : [.. columns.Select(column => Field(path, fields, column))];
        for (int group = 0; group < reader.RowGroupCount; group++)
        {
            string?[][] texts = [.. chosen.Select(field => Sound(path, () => Group(reader, group, field)))];
            for (int row = 0; row < texts[0].Length; row++)
            {
                if (texts.All(column => column[row] is not null))
                {
                    yield return [.. texts.Select(column => column[row]!)];
                }
            }
        }
    }

    private static DataField Field(string path, DataField[] fields, string column)
    {
        DataField field = fields.FirstOrDefault(one => one.Name == column)
            ?? throw ColumnNames.Missing($"'{path}'", column, [.. fields.Select(one => one.Name)]);
        return field.ClrType == typeof(ReadOnlyMemory<char>) && field.MaxRepetitionLevel == 0 ? field
            : throw new AttnExtractException($"The column '{column}' of '{path}' holds no texts; name one that does.");
    }

    private static string?[] Group(ParquetReader reader, int group, DataField field)
    {
        using ParquetRowGroupReader rows = reader.OpenRowGroupReader(group);
        string?[] texts = rows.RowCount is >= 0 and <= MostRows ? new string?[rows.RowCount]
            : throw new InvalidDataException($"a group of rows has {rows.RowCount}, and {MostRows} at most are read");
        rows.ReadAsync(field, texts.AsMemory()!).GetAwaiter().GetResult();
        return texts;
    }

    // What the library says of a damaged file is of many types.
    private static T Sound<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is not (OutOfMemoryException or AttnExtractException))
        {
            throw new AttnExtractException($"'{path}' is not a Parquet file, or is damaged: {exception.Message.TrimEnd('.')}.", exception);
        }
    }
}
