using System.Text;
using AttnExtract.Ground;

namespace AttnExtract.Render.Matrices;

/// <summary>Separated values, quoted as RFC 4180 says, with the labels of their rows and columns.</summary>
internal static class DelimitedText
{
    /// <summary>Reads a table.</summary>
    /// <param name="text">What the file holds, in UTF-8.</param>
    /// <param name="usual">What stands between fields unless the text says otherwise.</param>
    /// <param name="path">The file's name, for messages.</param>
    /// <param name="choices">What is said of its labels.</param>
    /// <exception cref="AttnExtractException">Rows differ in length, or a field is neither a number nor a label.</exception>
    public static MatrixTable Read(ReadOnlyMemory<byte> text, char usual, string path, MatrixChoices choices)
    {
        (DelimitedRows rows, FieldNumbers numbers) = Open(text, usual, path);
        TableField[] top = rows.MoveNext() ? [.. Enumerable.Range(0, rows.Count).Select(column => Field(rows, column, numbers, path))]
            : throw new AttnExtractException($"'{path}' is empty; write one line of numbers for each row.");
        TableBody body = TableBody.Read(rows, numbers, top, path);
        numbers.RequireOneMark(path);
        if (body.FirstColumn.Count == 0 && top.All(field => field.IsText) && choices.Header != false)
        {
            throw Empty(top, path);
        }

        bool isShort = top.Length == body.Width - 1 && choices.Header != false && choices.Index != false && IsLabelled(body.FirstColumn, choices.Index);
        TableLabels labels = TableLabels.Find(new(top, body.FirstColumn, isShort, body.Below), choices, path);
        if (top.Length != body.Width && !(isShort && labels is { Header: true, Index: true }))
        {
            throw Ragged(top[0].Line, top.Length, body.FirstColumn[0].Line, body.Width, path);
        }

        RequireNumbers(top, body.FirstColumn, labels, rows.Separator, path);
        if (labels.Index && body.Width == 1)
        {
            throw Empty(top.Concat(body.FirstColumn), path);
        }

        string[]? comment = labels.Header || choices.Header == false ? null : OfComment(rows.CommentFields(), body.Width, labels.Index);
        string? remark = comment is null ? labels.Remark
            : $"'{path}': its comment '{rows.Comment!.Trim()}' is read as labels of columns; --header off leaves it out.";
        return new(
            body.Numbers(labels),
            labels.Index ? [.. (labels.Header ? [] : top.Take(1)).Concat(body.FirstColumn).Select(field => field.Text)] : null,
            labels.Header ? [.. top.Skip(labels.Index && !isShort ? 1 : 0).Select(field => field.Text)] : comment)
        {
            Remarks = [.. new[] { remark, Doubt(numbers, path), Beyond(numbers, path) }.OfType<string>()],
        };
    }

    /// <summary>What is wrong with rows of different lengths.</summary>
    public static AttnExtractException Ragged(int line, int fields, int otherLine, int otherFields, string path) =>
        new($"'{path}' is ragged: line {line} has {Plural.Of(fields, "field")}, and line {otherLine} has {otherFields}; every row needs as many.");

    /// <summary>A field of the row that is read.</summary>
    /// <exception cref="AttnExtractException">It is a number only if what stands within quotation marks and behind them are joined.</exception>
    public static TableField Field(DelimitedRows rows, int column, FieldNumbers numbers, string path)
    {
        bool isNumber = TryRead(rows, column, numbers, path, out double number);
        return new(rows.Text(column), rows.Line, column + 1, isNumber ? number : double.NaN, !isNumber);
    }

    /// <summary>The first field of a row that has no quotation marks around it.</summary>
    public static TableField First(ReadOnlySpan<byte> field, int line, FieldNumbers numbers)
    {
        bool isNumber = numbers.TryRead(field, line, out double number);
        return new(Encoding.UTF8.GetString(field).Trim(), line, 1, isNumber ? number : double.NaN, !isNumber);
    }

    /// <summary>The number of a field, and in <paramref name="rounded"/> what double precision rounds of it.</summary>
    public static double Number(DelimitedRows rows, int column, FieldNumbers numbers, int place, IDictionary<int, Int128> rounded, string path)
    {
        if (!TryRead(rows, column, numbers, path, out double number))
        {
            throw NoNumber(rows.Text(column), rows.Line, column + 1, "", rows.Separator, path);
        }

        return WholeNumber.IsUnsure(number) ? WholeNumber.Note(rows.Text(column), number, place, rounded) : number;
    }

    private static bool TryRead(DelimitedRows rows, int column, FieldNumbers numbers, string path, out double number) =>
        numbers.TryRead(rows.Bytes(column), rows.Line, out number)
        && (rows.InAndBehindQuotes(column) is not { } raw
            ? true
            : throw new AttnExtractException(
                $"'{path}', line {rows.Line}, field {column + 1}: in {raw} something follows the closing quotation mark; write the whole number within "
                + "quotation marks, or without any."));

    private static AttnExtractException Empty(IEnumerable<TableField> fields, string path)
    {
        string[] texts = [.. fields.Select(field => field.Text)];
        string advice = FieldAdvice.OfAll(texts) is { } clause ? $"; {clause}" : "";
        return new($"'{path}' holds no numbers, only '{string.Join(", ", texts)}'{advice}.");
    }

    private static (DelimitedRows Rows, FieldNumbers Numbers) Open(ReadOnlyMemory<byte> text, char usual, string path)
    {
        (char Separator, int Length)? named = TableSeparator.Named(text.Span);
        ReadOnlyMemory<byte> rest = text[(named?.Length ?? 0)..];
        char separator = named?.Separator ?? TableSeparator.Find(rest, usual, path);
        return (new(rest, separator, path, named is null ? 1 : 2), new(TableSeparator.AllowsDecimalComma(separator)));
    }

    private static bool IsLabelled(IReadOnlyList<TableField> column, bool? choice) => choice ?? column.Any(field => field.IsText);

    // numpy.savetxt writes its header as a comment.
    private static string[]? OfComment(string[] fields, int width, bool hasIndex)
    {
        int labels = hasIndex ? 1 : 0;
        return fields.Length == width - labels ? fields : fields.Length == width ? fields[labels..] : null;
    }

    // One that is none among numbers is a mistake in them and labels nothing.
    private static void RequireNumbers(TableField[] top, IReadOnlyList<TableField> column, TableLabels labels, char separator, string path)
    {
        TableField? inTop = labels.Header ? null : top.Skip(labels.Index ? 1 : 0).FirstOrDefault(field => field.IsText);
        TableField? inColumn = labels.Index ? null : column.FirstOrDefault(field => field.IsText);
        if (inTop is not null)
        {
            throw NoNumber(inTop.Text, inTop.Line, inTop.Column, ", or give --header on if the first row labels columns", separator, path);
        }

        if (inColumn is not null)
        {
            throw NoNumber(inColumn.Text, inColumn.Line, 1, ", or give --index on if the first column labels rows", separator, path);
        }
    }

    private static AttnExtractException NoNumber(string text, int line, int column, string orElse, char separator, string path)
    {
        string advice = FieldAdvice.Of(text, TableSeparator.AllowsDecimalComma(separator)) ?? "leave the field empty where there is none";
        return new($"'{path}', line {line}, field {column}: '{text}' is not a number; {advice}{orElse}.");
    }

    private static string? Beyond(FieldNumbers numbers, string path) =>
        numbers.TooLarge is { } large
            ? $"'{path}', line {large.Line}: '{large.Text}' is beyond double precision and is read as "
                + $"{(large.Text[0] == '-' ? "-inf" : "inf")}, as pandas reads it."
            : null;

    private static string? Doubt(FieldNumbers numbers, string path) =>
        numbers.DoubtfulComma is { } text
            ? $"'{path}': '{text}' is read as {text.Replace(',', '.')}; write it without a comma if it parts thousands." : null;
}
