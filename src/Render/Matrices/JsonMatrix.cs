using System.Text.Json;
using AttnExtract.Ground;

namespace AttnExtract.Render.Matrices;

/// <summary>Rows of numbers in JSON; null where there is none.</summary>
internal static class JsonMatrix
{
    /// <summary>Reads a matrix.</summary>
    /// <param name="text">What the file holds.</param>
    /// <param name="path">The file's name, for messages.</param>
    /// <exception cref="AttnExtractException">It is no JSON, or no rows of numbers of one length.</exception>
    public static MatrixTable Read(string text, string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return Read(document.RootElement, path);
        }
        catch (JsonException exception)
        {
            throw new AttnExtractException($"'{path}' is not JSON: {exception.Message}", exception);
        }
    }

    private static MatrixTable Read(JsonElement root, string path)
    {
        if (root.ValueKind != JsonValueKind.Array || root.EnumerateArray().Any(row => row.ValueKind != JsonValueKind.Array))
        {
            throw new AttnExtractException($"'{path}' is not a matrix; write a list of rows of numbers, such as [[1, 2], [3, null]].");
        }

        int rows = root.GetArrayLength();
        int columns = rows == 0 ? 0 : root[0].GetArrayLength();
        List<double> values = [];
        Dictionary<int, Int128> rounded = [];
        foreach ((int index, JsonElement row) in root.EnumerateArray().Index())
        {
            if (row.GetArrayLength() != columns)
            {
                throw new AttnExtractException(
                    $"'{path}' is ragged: row {index} has {row.GetArrayLength()} numbers, and row 0 has {columns}; "
                    + "every row needs as many.");
            }

            values.AddRange(row.EnumerateArray().Select((cell, column) => cell.ValueKind switch
            {
                JsonValueKind.Number => WholeNumber.Note(cell.GetRawText(), cell.GetDouble(), (index * columns) + column, rounded),
                JsonValueKind.Null => double.NaN,
                _ => throw new AttnExtractException(
                    $"'{path}', row {index}, column {column}: {cell.GetRawText()} is not a number; write null where there is none."),
            }));
        }

        return new(new Matrix(rows, columns, values.ToArray()) { Rounded = rounded });
    }
}
