using System.Globalization;
using AttnExtract.Ground;

namespace AttnExtract.Render.Matrices;

/// <summary>
/// Comma- or tab-separated values, quoted as RFC 4180 says. A first row or column that is not numbers labels the others.
/// </summary>
internal static class DelimitedText
{
    private static readonly string[] Absent = ["", "nan", "na", "n/a", "null", "none"];

    private static readonly Dictionary<string, double> Infinite = new()
    {
        ["inf"] = double.PositiveInfinity,
        ["-inf"] = double.NegativeInfinity,
    };

    /// <summary>Reads a table, a row at a time.</summary>
    /// <param name="text">What the file holds.</param>
    /// <param name="separator">What stands between fields.</param>
    /// <param name="path">The file's name, for messages.</param>
    /// <exception cref="AttnExtractException">Rows differ in length, or a field is neither a number nor a label.</exception>
    public static MatrixTable Read(TextReader text, char separator, string path)
    {
        using IEnumerator<DelimitedRow> rows = DelimitedRow.Split(text, separator, path).GetEnumerator();
        if (!rows.MoveNext())
        {
            throw new AttnExtractException($"'{path}' is empty; write one line of numbers for each row.");
        }

        DelimitedRow top = rows.Current;
        Dictionary<(int Line, int Column), Int128> rounded = [];
        (List<DelimitedRow> starts, List<double> rest, int width) = ReadBody(rows, top, path, rounded);
        bool hasRowLabels = starts.Exists(row => !IsNumber(row.Fields[0]));
        int labels = hasRowLabels ? 1 : 0;
        bool hasHeader = top.Fields.Skip(labels).Any(field => !IsNumber(field)) || (hasRowLabels && top.Fields[0].Trim().Length == 0);
        if (hasHeader && starts.Count == 0)
        {
            throw new AttnExtractException($"'{path}' holds no numbers, only '{string.Join(", ", top.Fields)}'.");
        }

        // R writes its header without a field over the row labels.
        bool isShort = hasHeader && hasRowLabels && top.Fields.Count == width - 1;
        if (top.Fields.Count != width && !isShort)
        {
            throw Ragged(top, starts[0], path);
        }

        if (!hasHeader)
        {
            rest.InsertRange(0, top.Fields.Skip(1).Select((field, i) => Number(field, top.Line, i + 2, path, rounded)).ToArray());
            starts.Insert(0, top);
        }

        return new(
            Join(starts, rest, width, hasRowLabels, path, rounded),
            hasRowLabels ? [.. starts.Select(row => row.Fields[0].Trim())] : null,
            hasHeader ? [.. top.Fields.Skip(isShort ? 0 : labels).Select(field => field.Trim())] : null);
    }

    // Everything under the first row: of each row its first field, which may be a label, and the numbers after it.
    private static (List<DelimitedRow> Starts, List<double> Numbers, int Width) ReadBody(
        IEnumerator<DelimitedRow> rows, DelimitedRow top, string path, Dictionary<(int Line, int Column), Int128> rounded)
    {
        List<DelimitedRow> starts = [];
        List<double> rest = [];
        int width = top.Fields.Count;
        DelimitedRow? first = null;
        while (rows.MoveNext())
        {
            DelimitedRow row = rows.Current;
            first ??= row;
            width = first.Fields.Count;
            if (row.Fields.Count != width)
            {
                throw Ragged(row, first, path);
            }

            starts.Add(row with { Fields = [row.Fields[0]] });
            rest.AddRange(row.Fields.Skip(1).Select((field, i) => Number(field, row.Line, i + 2, path, rounded)));
        }

        return (starts, rest, width);
    }

    private static Matrix Join(
        List<DelimitedRow> starts, List<double> rest, int width, bool hasRowLabels, string path, Dictionary<(int Line, int Column), Int128> rounded)
    {
        int labels = hasRowLabels ? 1 : 0;
        int columns = width - labels;
        double[] values = hasRowLabels ? [.. rest] : new double[starts.Count * width];
        for (int row = 0; row < starts.Count && !hasRowLabels; row++)
        {
            values[row * width] = Number(starts[row].Fields[0], starts[row].Line, 1, path, rounded);
            rest.CopyTo(row * (width - 1), values, (row * width) + 1, width - 1);
        }

        Dictionary<int, int> rows = rounded.Count == 0 ? [] : starts.Index().ToDictionary(start => start.Item.Line, start => start.Index);
        return new(starts.Count, columns, values)
        {
            Rounded = rounded.ToDictionary(number => (rows[number.Key.Line] * columns) + number.Key.Column - 1 - labels, number => number.Value),
        };
    }

    private static AttnExtractException Ragged(DelimitedRow row, DelimitedRow other, string path) =>
        new($"'{path}' is ragged: line {row.Line} has {row.Fields.Count} fields, and line {other.Line} has {other.Fields.Count}; "
            + "every row needs as many.");

    private static bool IsNumber(string field) => TryNumber(field, out _);

    private static double Number(string field, int line, int column, string path, Dictionary<(int Line, int Column), Int128> rounded) =>
        TryNumber(field, out double number)
            ? WholeNumber.Note(field, number, (line, column), rounded)
            : throw new AttnExtractException(
                $"'{path}', line {line}, field {column}: '{field.Trim()}' is not a number; leave the field empty where there is none.");

    private static bool TryNumber(string field, out double number)
    {
        if (double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out number))
        {
            return true;
        }

        string trimmed = field.Trim();
        number = Infinite.GetValueOrDefault(trimmed.ToLowerInvariant(), double.NaN);
        return double.IsInfinity(number) || Absent.Contains(trimmed, StringComparer.OrdinalIgnoreCase);
    }
}
