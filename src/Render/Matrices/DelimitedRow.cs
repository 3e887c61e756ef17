using System.Text;
using AttnExtract.Ground;

namespace AttnExtract.Render.Matrices;

/// <summary>One row of separated values.</summary>
/// <param name="Line">The 1-based line on which it begins.</param>
/// <param name="Fields">Its fields without their quotation marks.</param>
internal sealed record DelimitedRow(int Line, List<string> Fields)
{
    /// <summary>The rows of a text; blank lines are none.</summary>
    /// <exception cref="AttnExtractException">The text ends within quotation marks.</exception>
    public static IEnumerable<DelimitedRow> Split(TextReader text, char separator, string path)
    {
        List<string> fields = [];
        StringBuilder field = new();
        (int line, int start, bool isQuoted) = (0, 1, false);
        while (text.ReadLine() is { } read)
        {
            line++;
            start = isQuoted ? start : line;
            if (!isQuoted && !read.Contains('"'))
            {
                if (read.AsSpan().Trim().Length > 0 || read.Contains(separator))
                {
                    yield return new(start, [.. read.Split(separator)]);
                }

                continue;
            }

            isQuoted = ReadLine(read, separator, isQuoted, fields, field);
            if (isQuoted)
            {
                field.Append('\n');
                continue;
            }

            fields.Add(field.ToString());
            field.Clear();
            if (fields.Count > 1 || fields[0].Trim().Length > 0)
            {
                yield return new(start, fields);
            }

            fields = [];
        }

        if (isQuoted)
        {
            throw new AttnExtractException($"'{path}' ends within quotation marks that were opened on line {start}.");
        }
    }

    // Whether the line ends within quotation marks.
    private static bool ReadLine(string line, char separator, bool isQuoted, List<string> fields, StringBuilder field)
    {
        for (int i = 0; i < line.Length; i++)
        {
            char character = line[i];
            if (character == '"' && isQuoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (character == '"' && (isQuoted || field.Length == 0))
            {
                isQuoted = !isQuoted;
            }
            else if (character == separator && !isQuoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(character);
            }
        }

        return isQuoted;
    }
}
