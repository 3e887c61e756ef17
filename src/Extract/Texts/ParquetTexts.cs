using AttnExtract.Ground;
using Parquet;
using Parquet.Schema;

namespace AttnExtract.Extract.Texts;

/// <summary>A column of texts of an Apache Parquet file, a row group at a time.</summary>
internal static class ParquetTexts
{
    // More than writers put into a group; a damaged file may promise more than the memory holds.
    private const long MostRows = 1 << 24;

    /// <summary>The texts; a field without one is no text.</summary>
    /// <param name="path">The file.</param>
    /// <param name="column">The column; null to be told which there are.</param>
    /// <exception cref="AttnExtractException">The file cannot be read, or has no such column of texts.</exception>
    public static IEnumerable<string> Read(string path, string? column)
    {
        using FileStream stream = InputFile.Open(path);
        ParquetReader reader = Sound(path, () =>
        {
            ParquetFooter.Require(stream);
            return ParquetReader.CreateAsync(stream).GetAwaiter().GetResult();
        });
        DataField[] fields = Sound(path, () => reader.Schema.GetDataFields());
        string[] names = [.. fields.Select(field => field.Name)];
        DataField field = column is null ? throw ColumnNames.Unsaid($"'{path}'", names)
            : fields.FirstOrDefault(one => one.Name == column) ?? throw ColumnNames.Missing($"'{path}'", column, names);
        if (field.ClrType != typeof(ReadOnlyMemory<char>) || field.MaxRepetitionLevel > 0)
        {
            throw new AttnExtractException($"The column '{column}' of '{path}' holds no texts; name one that does.");
        }

        for (int group = 0; group < reader.RowGroupCount; group++)
        {
            foreach (string? text in Sound(path, () => Group(reader, group, field)))
            {
                if (text is not null)
                {
                    yield return text;
                }
            }
        }
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
