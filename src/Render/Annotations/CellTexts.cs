using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Render.Scales;

namespace AttnExtract.Render.Annotations;

/// <summary>Writes numbers into cells as seaborn does.</summary>
internal static class CellTexts
{
    /// <summary>The texts of a panel, row after row; cells without a number carry none.</summary>
    /// <exception cref="AttnExtractException">The panel's own annotations have another shape, or a number does not fit the format.</exception>
    public static IEnumerable<CellText> Of(Panel panel, ColorScale scale, AnnotationOptions options)
    {
        Matrix values = panel.Values;
        Matrix written = panel.Annotations ?? values;
        ImmutableArray<string>? texts = panel.AnnotationTexts;
        if (texts is { } given && given.Length != values.Rows * values.Columns)
        {
            throw new AttnExtractException(
                $"{Plural.There(given.Length, "text")} to write into {Plural.Of(values.Rows, "row")} of {Plural.Of(values.Columns, "column")}; "
                + "give one text a cell.");
        }

        if (written.Rows != values.Rows || written.Columns != values.Columns)
        {
            throw new AttnExtractException(
                $"The annotations have {written.Rows} rows of {written.Columns} columns, and the heatmap has {values.Rows} of "
                + $"{values.Columns}; give one number a cell.");
        }

        for (int row = 0; row < values.Rows; row++)
        {
            for (int column = 0; column < values.Columns; column++)
            {
                double value = values[row, column];
                string text = double.IsNaN(value) ? ""
                    : texts is { } own ? own[(row * values.Columns) + column]
                    : options.Mark is null && double.IsNaN(written[row, column]) ? ""
                    : options.Mark is null ? Number(written, row, column, options.Format)
                    : (options.WithNumbers ? Number(values, row, column, options.Format) : "") + (written[row, column] != 0 ? options.Mark : "");
                if (text.Length > 0)
                {
                    yield return new(row, column, text, scale.TextOn(value));
                }
            }
        }
    }

    private static string Number(Matrix numbers, int row, int column, NumberFormat format) =>
        numbers.Rounded.TryGetValue((row * numbers.Columns) + column, out Int128 whole) ? format.Format(whole) : format.Format(numbers[row, column]);
}
