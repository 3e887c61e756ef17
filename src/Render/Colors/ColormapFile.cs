using System.Globalization;
using AttnExtract.Ground;

namespace AttnExtract.Render.Colors;

/// <summary>Reads a colormap of the user's own: one colour a line.</summary>
internal static class ColormapFile
{
    private static readonly string[] Extensions = [".txt", ".csv", ".tsv", ".dat"];
    private static readonly char[] Separators = [',', ';', ' ', '\t'];

    /// <summary>Whether a name is a file of colours rather than a colormap's.</summary>
    public static bool IsMeant(string name) =>
        Extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase) && !name.Contains("..", StringComparison.Ordinal);

    /// <summary>
    /// Reads a table. A line is a colour (<c>#rrggbb</c>, a CSS name) or red, green and blue: all in 0..1, or all whole
    /// numbers in 0..255. Blank lines and lines that begin with two slashes or a semicolon are passed by.
    /// </summary>
    /// <exception cref="AttnExtractException">The file is not there, or a line is no colour.</exception>
    public static Colormap Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new AttnExtractException($"There is no file '{path}' to read a colormap from.");
        }

        (int Line, string Text)[] lines = [.. File.ReadLines(path).Select((text, i) => (i + 1, text.Trim()))
            .Where(line => line.Item2.Length > 0 && !line.Item2.StartsWith("//", StringComparison.Ordinal) && line.Item2[0] != ';')];
        double[]?[] numbers = [.. lines.Select(line => Numbers(line.Text))];
        double scale = numbers.Any(row => row?.Any(channel => channel > 1) == true) ? 255 : 1;
        return lines.Length > 0
            ? Colormaps.Listed(Path.GetFileNameWithoutExtension(path), [.. lines.Select((line, i) => Color(line, numbers[i], scale, path))])
            : throw new AttnExtractException($"'{path}' holds no colour; write one a line, as #rrggbb or as red, green and blue.");
    }

    private static Rgba Color((int Line, string Text) line, double[]? numbers, double scale, string path) =>
        numbers is [>= 0, >= 0, >= 0] && numbers.All(channel => channel <= scale)
            ? Rgba.FromUnit(numbers[0] / scale, numbers[1] / scale, numbers[2] / scale)
            : numbers is null && Rgba.TryParse(line.Text, out Rgba color)
            ? color
            : throw new AttnExtractException(
                $"'{path}', line {line.Line}: '{line.Text}' is not a colour; write #rrggbb, or red, green and blue in 0..1 or 0..255.");

    private static double[]? Numbers(string line)
    {
        string[] fields = line.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        double[] numbers = new double[fields.Length];
        for (int i = 0; i < fields.Length; i++)
        {
            if (!double.TryParse(fields[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        return numbers;
    }
}
