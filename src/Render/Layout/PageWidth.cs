using System.Globalization;
using AttnExtract.Ground;

namespace AttnExtract.Render.Layout;

/// <summary>How wide a page is, as people say it: <c>8cm</c>, or a preset.</summary>
public static class PageWidth
{
    /// <summary>In inches: what is wider takes both columns of a paper.</summary>
    internal const double WidestColumn = 4;

    private const double CentimetresPerInch = 2.54;
    private const double PointsPerInch = 72;

    private static readonly (string Name, double PerInch)[] Units =
        [("in", 1), ("cm", CentimetresPerInch), ("mm", 10 * CentimetresPerInch), ("pt", PointsPerInch)];

    /// <summary>Widths that publishers ask for, in inches.</summary>
    public static IReadOnlyList<(string Name, double Inches, string Description)> Presets { get; } =
    [
        ("acl", 7.7 / CentimetresPerInch, "one column of an ACL paper, 7.7 cm"),
        ("acl-double", 16 / CentimetresPerInch, "both columns of an ACL paper, 16 cm"),
        ("neurips", 5.5, "the text of a NeurIPS paper, 5.5 in"),
        ("ieee", 3.5, "one column of an IEEE journal, 3.5 in"),
        ("ieee-double", 7.16, "both columns of an IEEE journal, 7.16 in"),
        ("nature", 8.9 / CentimetresPerInch, "one column of Nature, 89 mm"),
        ("nature-double", 18.3 / CentimetresPerInch, "both columns of Nature, 183 mm"),
        ("a4", 16 / CentimetresPerInch, "the text of an A4 page, 16 cm"),
        ("slide", 29.7 / CentimetresPerInch, "a slide of 16:9 on A4, 29.7 cm"),
    ];

    private static Registry<(string Name, double Inches, string Description)> ByName { get; } = new(
        one => [one.Name],
        (typed, didYouMean, known) => $"'{typed}' is not a width.{didYouMean} Write a number with in, cm, mm, pt or px, or one of {known}.",
        Presets);

    /// <summary>Reads a width.</summary>
    /// <param name="text">A number with in, cm, mm, pt or px, or the name of a preset.</param>
    /// <param name="dpi">Pixels an inch, for px.</param>
    /// <returns>Inches.</returns>
    /// <exception cref="AttnExtractException">It is neither, or not positive.</exception>
    public static double Parse(string text, double dpi)
    {
        foreach ((string name, double perInch) in Units.Append(("px", dpi)))
        {
            if (text.EndsWith(name, StringComparison.Ordinal)
                && double.TryParse(text[..^name.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
            {
                return number > 0 && double.IsFinite(number)
                    ? number / perInch
                    : throw new AttnExtractException($"A width of {text} cannot be; give one above 0, such as 8cm.");
            }
        }

        return ByName.Get(text).Inches;
    }
}
