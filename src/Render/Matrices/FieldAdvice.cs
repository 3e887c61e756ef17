using System.Globalization;
using System.Text.RegularExpressions;

namespace AttnExtract.Render.Matrices;

/// <summary>What to write in the place of a field that people read as a number and programs do not.</summary>
internal static partial class FieldAdvice
{
    private const string Number = @"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?";

    /// <summary>The advice, as a clause; null where a field looks like no such number.</summary>
    /// <param name="text">The field.</param>
    /// <param name="allowsComma">Whether a comma may be a decimal one in its table.</param>
    public static string? Of(string text, bool allowsComma) =>
        Minus().Match(text) is { Success: true } ? OfMinus(text)
        : Digits(text) is { } digits && digits != text ? $"write {digits}, in the digits 0 to 9"
        : Percent().Match(text) is { Success: true } percent ? OfPercent(percent.Groups["number"].Value)
        : Thousands().Match(text) is { Success: true } thousands ? OfThousands(text, thousands, allowsComma)
        : DecimalComma().IsMatch(text) ? $"write {text.Replace(',', '.')}, with a decimal point"
        : Marked().Match(text) is { Success: true } marked ? $"write {marked.Groups["number"].Value} (--annot FILE writes any text into cells)"
        : Exponent().IsMatch(text) ? $"write {text.Replace('D', 'E').Replace('d', 'e')}, with e before the exponent"
        : Negative().Match(text) is { Success: true } negative ? $"write -{negative.Groups["number"].Value}"
        : Unit().Match(text) is { Success: true } unit ? $"write {unit.Groups["number"].Value}, and name the unit in a label"
        : Parted().IsMatch(text) ? Separator
        : null;

    /// <summary>What to do where every field looks as if something else separated fields; null where none does.</summary>
    public static string? OfAll(IReadOnlyList<string> texts) => texts.Count > 0 && texts.All(text => text.Contains('|')) ? Separator : null;

    private static string Separator => "where '|' separates fields, begin the file with a line sep=|";

    private static string OfMinus(string text) =>
        FormattableString.Invariant($"write {Minus().Replace(text, "-")}: its minus sign is U+{(int)text[0]:X4}, and that of numbers is '-'");

    private static string OfPercent(string number) => string.Create(
        CultureInfo.InvariantCulture,
        $"write {number}, or {decimal.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture) / 100}, without the sign");

    // One mark may part thousands or decimals; two kinds, or two of a kind, tell which.
    private static string OfThousands(string text, Match match, bool allowsComma)
    {
        string mark = match.Groups["mark"].Value;
        string decimals = match.Groups["decimals"].Value;
        string whole = text[..^decimals.Length].Replace(mark, "");
        string number = decimals.Length == 0 ? whole : $"{whole}{(allowsComma ? ',' : '.')}{decimals[1..]}";
        bool isOpen = mark == "," && decimals.Length == 0 && whole.TrimStart('-', '+').Length <= 6;
        return isOpen ? $"write {number} if its comma parts thousands, or {text.Replace(',', '.')}" : $"write {number}, without what parts thousands";
    }

    private static string? Digits(string text) => text.Any(character => char.IsDigit(character) && !char.IsAsciiDigit(character))
        && string.Concat(text.Select(character => char.IsDigit(character) ? (char)('0' + (int)char.GetNumericValue(character)) : character)) is { } digits
        && double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? digits : null;

    [GeneratedRegex(@"^[\u2010-\u2015\u2212\uFE63\uFF0D](?=[\d.])")]
    private static partial Regex Minus();

    [GeneratedRegex($@"^(?<number>[-+]?\d{{1,12}}(\.\d{{1,9}})?)\s*%$")]
    private static partial Regex Percent();

    [GeneratedRegex(@"^[-+]?\d{1,3}(?<mark>[,.'’ \u00A0\u2009\u202F])\d{3}(\k<mark>\d{3})*(?<decimals>(?!\k<mark>)[.,]\d+)?$")]
    private static partial Regex Thousands();

    [GeneratedRegex(@"^[-+]?\d*,\d+([eE][-+]?\d+)?$")]
    private static partial Regex DecimalComma();

    [GeneratedRegex($@"^(?<number>{Number})\s*[*†‡]+$")]
    private static partial Regex Marked();

    [GeneratedRegex(@"^[-+]?(\d+\.?\d*|\.\d+)[dD][-+]?\d+$")]
    private static partial Regex Exponent();

    [GeneratedRegex($@"^\((?<number>\d+(\.\d+)?)\)$")]
    private static partial Regex Negative();

    [GeneratedRegex($@"^\p{{Sc}}\s*(?<number>{Number})$|^(?<number>{Number})\s*(\p{{Sc}}|°?\p{{L}}+)$")]
    private static partial Regex Unit();

    [GeneratedRegex($@"^{Number}(\s*\|\s*{Number})+$")]
    private static partial Regex Parted();
}
