using System.Text;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Texts;

/// <summary>
/// Columns of a table as text, whose first row names the columns. Fields of CSV may stand in quotation marks, as in RFC 4180, and then hold line
/// breaks; those of TSV are as they are.
/// </summary>
internal static class DelimitedTexts
{
    private const char Tab = '\t';

    private static readonly char[] Separators = [',', ';', Tab];

    /// <summary>The fields of some columns, row after row, between tabs.</summary>
    public static IEnumerable<string[]> OfTabs(IEnumerable<(long Number, string Text)> lines, string[] columns, string what, BadLines bad) =>
        Read(lines.Select(line => (line.Number, (IReadOnlyList<string>)line.Text.Split(Tab))), columns, what, bad);

    /// <summary>The fields of some columns, row after row, between commas, or what else the first line has between the names.</summary>
    public static IEnumerable<string[]> OfCommas(IEnumerable<(long Number, string Text)> lines, string[] columns, string what, BadLines bad)
    {
        char? separator = null;
        return Read(Rows(), columns, what, bad);

        IEnumerable<(long Number, IReadOnlyList<string> Fields)> Rows()
        {
            using IEnumerator<(long Number, string Text)> rest = lines.GetEnumerator();
            while (rest.MoveNext())
            {
                (long number, string text) = rest.Current;
                separator ??= Separators.FirstOrDefault(one => Fields(text, one)?.Contains(columns[0]) == true, Separators[0]);
                IReadOnlyList<string>? fields = Fields(text, separator.Value);
                StringBuilder? joined = fields is null ? new(text) : null;
                while (fields is null && joined!.Length < WholeFile.MostCharacters && rest.MoveNext())
                {
                    joined.Append('\n').Append(rest.Current.Text);
                    fields = rest.Current.Text.Contains('"') ? Fields($"{joined}", separator.Value) : null;
                }

                if (fields is null)
                {
                    throw BadLines.InAll(what, number, "opens a quotation mark that nothing closes");
                }

                yield return (number, fields);
            }
        }
    }

    private static IEnumerable<string[]> Read(
        IEnumerable<(long Number, IReadOnlyList<string> Fields)> rows, string[] columns, string what, BadLines bad)
    {
        int[] places = [];
        int count = 0;
        foreach ((long number, IReadOnlyList<string> fields) in rows)
        {
            if (places.Length == 0)
            {
                places = [.. columns.Select(column => fields.IndexOf(column) is >= 0 and int place ? place : throw ColumnNames.Missing(what, column, fields))];
                count = fields.Count;
            }
            else if (fields.Count == count)
            {
                yield return [.. places.Select(place => fields[place])];
            }
            else if (fields.Count > 1 || fields[0].Length > 0)
            {
                bad.Add(number, $"has {Plural.Of(fields.Count, "field")}, and the first line names {count}");
            }
        }
    }

    private static int IndexOf(this IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
            {
                return i;
            }
        }

        return -1;
    }

    // Null where a quotation mark is still open at the end.
    private static IReadOnlyList<string>? Fields(string row, char separator)
    {
        List<string> fields = [];
        StringBuilder field = new();
        for (int at = 0; ; at++)
        {
            if (at < row.Length && row[at] == '"' && field.Length == 0)
            {
                for (at++; ; at++)
                {
                    int end = row.IndexOf('"', at);
                    if (end < 0)
                    {
                        return null;
                    }

                    field.Append(row, at, end - at);
                    at = end + 1;
                    if (at == row.Length || row[at] != '"')
                    {
                        break;
                    }

                    field.Append('"');
                }
            }

            int next = row.IndexOf(separator, at);
            field.Append(row, at, (next < 0 ? row.Length : next) - at);
            fields.Add(field.ToString());
            field.Clear();
            if (next < 0)
            {
                return fields;
            }

            at = next;
        }
    }
}
