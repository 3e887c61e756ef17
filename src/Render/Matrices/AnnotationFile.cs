using System.Collections.Immutable;
using System.Text;
using AttnExtract.Ground;

namespace AttnExtract.Render.Matrices;

/// <summary>What a file has to be written into the cells of a heatmap: numbers, or any texts.</summary>
public sealed class AnnotationFile
{
    private readonly Matrix? _numbers;
    private readonly ImmutableArray<string>? _texts;

    private AnnotationFile(Matrix? numbers, ImmutableArray<string>? texts)
    {
        (_numbers, _texts) = (numbers, texts);
    }

    /// <summary>Reads a file, of which the shape of the heatmap says what are labels; with labels it is laid on by them.</summary>
    /// <param name="path">The file, in any format of <see cref="MatrixFile"/>; only tables as text hold texts.</param>
    /// <param name="onto">The heatmap's table.</param>
    /// <exception cref="AttnExtractException">It cannot be read, or does not fit.</exception>
    public static AnnotationFile Read(string path, MatrixTable onto)
    {
        if (MatrixFile.ReadText(path) is not { } table)
        {
            return new(MatrixFile.Read(path).LaidOn(onto, "file of annotations"), null);
        }

        (int height, int width) = (onto.Values.Rows, onto.Values.Columns);
        List<string[]>? read = null;
        foreach (char separator in TableSeparator.InOrder(table.Text, table.Usual, path).DefaultIfEmpty(table.Usual))
        {
            List<string[]> rows = Rows(new(table.Text, separator, path));
            read ??= rows;
            if (rows.Count > 0 && rows.Count - height is 0 or 1 && rows[^1].Length - width is 0 or 1)
            {
                return Of(rows, TableSeparator.AllowsDecimalComma(separator), onto, path);
            }
        }

        throw new AttnExtractException(
            $"The annotations have {read!.Count} rows of {(read.Count == 0 ? 0 : read[^1].Length)} columns, and the heatmap has {height} of {width}; "
            + "give one number a cell.");
    }

    /// <summary>A panel in whose cells it is written.</summary>
    public Panel On(Panel panel) => panel with { Annotations = _numbers, AnnotationTexts = _texts };

    private static AnnotationFile Of(List<string[]> rows, bool allowsComma, MatrixTable onto, string path)
    {
        (bool hasHeader, bool hasIndex) = (rows.Count > onto.Values.Rows, rows[^1].Length > onto.Values.Columns);
        string[]? columns = hasHeader ? rows[0][^Math.Min(rows[0].Length, onto.Values.Columns)..] : null;
        List<string[]> body = hasHeader ? rows[1..] : rows;
        if (body.Find(row => row.Length != body[0].Length) is { } other)
        {
            throw new AttnExtractException(
                $"'{path}' is ragged: a row of it has {Plural.Of(other.Length, "field")}, and another {body[0].Length}; every row needs as many.");
        }

        int labels = hasIndex ? 1 : 0;
        int[] down = LabelOrder.Of(hasIndex ? [.. body.Select(row => row[0])] : null, onto.RowLabels, body.Count, "row", "file of annotations");
        int[] across = LabelOrder.Of(columns, onto.ColumnLabels, onto.Values.Columns, "column", "file of annotations");
        string[] texts = [.. down.SelectMany(row => across.Select(column => body[row][column + labels]))];
        return Numbers(texts, allowsComma, onto) is { } numbers ? new(numbers, null) : new(null, [.. texts]);
    }

    // Numbers are written in the format that is asked for, and texts as they are.
    private static Matrix? Numbers(string[] texts, bool allowsComma, MatrixTable onto)
    {
        FieldNumbers numbers = new(allowsComma);
        Dictionary<int, Int128> rounded = [];
        double[] values = new double[texts.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            if (!numbers.TryRead(Encoding.UTF8.GetBytes(texts[i]), 0, out values[i]))
            {
                return null;
            }

            WholeNumber.Note(texts[i], values[i], i, rounded);
        }

        return new(onto.Values.Rows, onto.Values.Columns, values) { Rounded = rounded };
    }

    private static List<string[]> Rows(DelimitedRows rows)
    {
        List<string[]> texts = [];
        while (rows.MoveNext())
        {
            texts.Add(rows.Texts());
        }

        return texts;
    }
}
