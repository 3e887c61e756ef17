using System.Text.Json;
using AttnExtract.Ground;

namespace AttnExtract.Render.Matrices;

/// <summary>Numbers in JSON, as rows or in one of the shapes of pandas.DataFrame.to_json; null where there is none.</summary>
internal static class JsonMatrix
{
    private const string Apart = "write it with orient='split' to tell them apart.";
    private const string ByColumns = $"its outer names are read as those of columns, as pandas.DataFrame.to_json writes them; {Apart}";
    private const string ByRows = $"its outer names count from 0 and are read as those of rows, as orient='index' writes them; {Apart}";

    /// <summary>Reads a matrix.</summary>
    /// <param name="text">What the file holds, in UTF-8; also with NaN and Infinity, as Python writes them.</param>
    /// <param name="path">The file's name, for messages.</param>
    /// <exception cref="AttnExtractException">It is no JSON, or no rows of numbers of one length.</exception>
    public static MatrixTable Read(ReadOnlyMemory<byte> text, string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(PythonJson.ToJson(text));
            MatrixTable table = Read(document.RootElement, path);
            return Beyond(document.RootElement) is { } large
                ? table with
                {
                    Remarks =
                    [
                        .. table.Remarks,
                        $"'{path}': '{large}' is beyond double precision and is read as {(large[0] == '-' ? "-inf" : "inf")}, as Python reads it.",
                    ],
                }
                : table;
        }
        catch (JsonException exception)
        {
            throw new AttnExtractException(
                $"'{path}' is not valid JSON: the mistake is on line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.", exception);
        }
        catch (InvalidOperationException exception)
        {
            // Half a surrogate pair passes for JSON, and fails only where somebody asks for the text.
            throw new AttnExtractException($"'{path}' is not valid JSON: a text in it is not Unicode.", exception);
        }
    }

    // The first number that is larger than any of double precision.
    private static string? Beyond(JsonElement part) => part.ValueKind switch
    {
        JsonValueKind.Array => part.EnumerateArray().Select(Beyond).FirstOrDefault(large => large is not null),
        JsonValueKind.Object => part.EnumerateObject().Select(one => Beyond(one.Value)).FirstOrDefault(large => large is not null),
        JsonValueKind.Number when double.IsInfinity(part.GetDouble()) && !PythonJson.IsInfinity(part.GetRawText()) => part.GetRawText(),
        _ => null,
    };

    private static MatrixTable Read(JsonElement root, string path)
    {
        if (root.ValueKind == JsonValueKind.Array && root.EnumerateArray().All(row => row.ValueKind == JsonValueKind.Array))
        {
            return new(Numbers([.. root.EnumerateArray().Select(row => row.EnumerateArray().ToArray())], path));
        }

        if (root.ValueKind == JsonValueKind.Array && root.EnumerateArray().All(row => row.ValueKind == JsonValueKind.Object))
        {
            return Records([.. root.EnumerateArray()], path);
        }

        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out JsonElement data) && data.ValueKind == JsonValueKind.Array
            && data.EnumerateArray().All(row => row.ValueKind == JsonValueKind.Array))
        {
            return new(Numbers([.. data.EnumerateArray().Select(row => row.EnumerateArray().ToArray())], path), Labels(root, "index"), Labels(root, "columns"));
        }

        JsonProperty[] outer = root.ValueKind == JsonValueKind.Object ? [.. root.EnumerateObject()] : [];
        if (outer.Length > 0 && outer.All(one => one.Value.ValueKind == JsonValueKind.Array))
        {
            return Columns([.. outer.Select(one => one.Value.EnumerateArray().ToArray())], null, [.. outer.Select(one => one.Name)], path);
        }

        return outer.Length > 0 && outer.All(one => one.Value.ValueKind == JsonValueKind.Object) ? Nested(outer, path)
            : throw new AttnExtractException($"'{path}' is not a matrix; write a list of rows of numbers, such as [[1, 2], [3, null]].");
    }

    // A first column of texts labels the rows.
    private static MatrixTable Records(JsonElement[] records, string path)
    {
        string[] names = NamesIn(records);
        bool isLabelled = names.Length > 0
            && records.All(record => record.TryGetProperty(names[0], out JsonElement first) && first.ValueKind == JsonValueKind.String);
        string[] columns = isLabelled ? names[1..] : names;
        return new(
            Numbers([.. records.Select(record => Row(record, columns))], path),
            isLabelled ? [.. records.Select(record => record.GetProperty(names[0]).GetString()!)] : null,
            columns);
    }

    // Names that count from 0 are those of rows, which pandas numbers where nobody names them.
    private static MatrixTable Nested(JsonProperty[] outer, string path)
    {
        string[] outerNames = [.. outer.Select(one => one.Name)];
        string[] innerNames = NamesIn([.. outer.Select(one => one.Value)]);
        JsonElement[][] lines = [.. outer.Select(one => Row(one.Value, innerNames))];
        if (CountFromZero(outerNames) && !CountFromZero(innerNames))
        {
            return new(Numbers(lines, path), outerNames, innerNames) { Remarks = [$"'{path}': {ByRows}"] };
        }

        MatrixTable table = Columns(lines, innerNames, outerNames, path);
        return CountFromZero(innerNames) ? table : table with { Remarks = [$"'{path}': {ByColumns}"] };
    }

    private static MatrixTable Columns(JsonElement[][] columns, string[]? rowLabels, string[] columnLabels, string path)
    {
        int rows = columns[0].Length;
        if (Array.FindIndex(columns, column => column.Length != rows) is >= 0 and int other)
        {
            throw new AttnExtractException(
                $"'{path}' is ragged: column '{columnLabels[other]}' has {Plural.Of(columns[other].Length, "number")}, and '{columnLabels[0]}' has {rows}; "
                + "every column needs as many.");
        }

        return new(Numbers([.. Enumerable.Range(0, rows).Select(row => columns.Select(column => column[row]).ToArray())], path), rowLabels, columnLabels);
    }

    private static string[] NamesIn(JsonElement[] objects) => [.. objects.SelectMany(one => one.EnumerateObject()).Select(one => one.Name).Distinct()];

    private static bool CountFromZero(string[] names) => names.Index().All(name => name.Item == $"{name.Index}");

    private static JsonElement[] Row(JsonElement record, string[] names) =>
        [.. names.Select(name => record.TryGetProperty(name, out JsonElement cell) ? cell : default)];

    private static string[]? Labels(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement labels) && labels.ValueKind == JsonValueKind.Array
            ? [.. labels.EnumerateArray().Select(one => one.ToString())] : null;

    private static Matrix Numbers(JsonElement[][] rows, string path)
    {
        int columns = rows.Length == 0 ? 0 : rows[0].Length;
        double[] values = new double[rows.Length * columns];
        Dictionary<int, Int128> rounded = [];
        foreach ((int index, JsonElement[] row) in rows.Index())
        {
            if (row.Length != columns)
            {
                throw new AttnExtractException(
                    $"'{path}' is ragged: row {index} has {Plural.Of(row.Length, "number")}, and row 0 has {columns}; every row needs as many.");
            }

            foreach ((int column, JsonElement cell) in row.Index())
            {
                int place = (index * columns) + column;
                values[place] = cell.ValueKind switch
                {
                    JsonValueKind.Number => WholeNumber.Note(cell.GetRawText(), cell.GetDouble(), place, rounded),
                    JsonValueKind.Null or JsonValueKind.Undefined => double.NaN,
                    JsonValueKind.True => 1,
                    JsonValueKind.False => 0,
                    _ => throw NoNumber(cell, index, column, path),
                };
            }
        }

        return new(rows.Length, columns, values) { Rounded = rounded };
    }

    private static AttnExtractException NoNumber(JsonElement cell, int row, int column, string path)
    {
        string? advice = cell.ValueKind == JsonValueKind.String ? FieldAdvice.Of(cell.GetString()!, allowsComma: false) : null;
        return new($"'{path}', row {row}, column {column}: {cell.GetRawText()} is not a number; {advice ?? "write null where there is none"}.");
    }
}
