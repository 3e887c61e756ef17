using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using AttnExtract.Ground;

namespace AttnExtract.Render.Annotations;

/// <summary>
/// Python's format language for numbers, as seaborn's <c>fmt</c> takes it: <c>.2f</c>, <c>.1%</c>, <c>+.1e</c>, <c>,d</c>
/// (https://docs.python.org/3/library/string.html#format-specification-mini-language).
/// </summary>
public sealed partial class NumberFormat
{
    private const int DefaultPrecision = 6;

    private readonly string _text;
    private readonly char _fill;
    private readonly char _align;
    private readonly char _sign;
    private readonly bool _alternate;
    private readonly int _width;
    private readonly string _grouping;
    private readonly int? _precision;
    private readonly char _type;

    private NumberFormat(string text, Match match)
    {
        _text = text;
        string align = match.Groups["align"].Value;
        bool zeros = match.Groups["zero"].Success;
        _fill = align.Length == 2 ? align[0] : zeros ? '0' : ' ';
        _align = align.Length > 0 ? align[^1] : zeros ? '=' : '>';
        _sign = match.Groups["sign"].Success ? match.Groups["sign"].Value[0] : '-';
        _alternate = match.Groups["alternate"].Success;
        _width = match.Groups["width"].Success ? int.Parse(match.Groups["width"].Value, CultureInfo.InvariantCulture) : 0;
        _grouping = match.Groups["grouping"].Value;
        _precision = match.Groups["precision"].Success ? int.Parse(match.Groups["precision"].Value, CultureInfo.InvariantCulture) : null;
        _type = match.Groups["type"].Success ? match.Groups["type"].Value[0] : '\0';
    }

    /// <summary>Seaborn's default: two significant digits.</summary>
    public static NumberFormat Default { get; } = Parse(".2g");

    /// <summary>Reads a format.</summary>
    /// <exception cref="AttnExtractException">It is not one of Python's for numbers.</exception>
    public static NumberFormat Parse(string text)
    {
        Match match = Language().Match(text);
        return match.Success
            ? new(text, match)
            : throw new AttnExtractException(
                $"'{text}' is not a number format; write one as in Python, such as '.2f', '.1%', '.2g', '.1e' or 'd'.");
    }

    /// <summary>Writes a number.</summary>
    /// <exception cref="AttnExtractException">The format is for whole numbers and this is none.</exception>
    public string Format(double value) => Aligned(Digits(value), double.IsNegative(value) && !double.IsNaN(value));

    /// <summary>Writes a whole number of any size, which formats for fractions round to double precision as Python's do.</summary>
    public string Format(Int128 value) => _type is 'd' or 'n' || (_type == '\0' && _precision is null)
        ? Aligned(BigInteger.Abs(value).ToString(CultureInfo.InvariantCulture), Int128.IsNegative(value))
        : Format((double)value);

    /// <summary>The format as it was written.</summary>
    public override string ToString() => _text;

    [GeneratedRegex(
        @"^(?<align>.?[<>=^])?(?<sign>[-+ ])?(?<alternate>#)?(?<zero>0)?(?<width>\d{1,4})?(?<grouping>[,_])?"
        + @"(\.(?<precision>\d{1,3}))?(?<type>[deEfFgGn%])?\z",
        RegexOptions.Singleline)]
    private static partial Regex Language();

    private string Aligned(string text, bool isNegative)
    {
        string sign = isNegative ? "-" : _sign == '-' ? "" : _sign.ToString();
        string digits = Grouped(text, _align == '=' && _fill == '0' ? _width - sign.Length : 0);
        int padding = Math.Max(0, _width - sign.Length - digits.Length);
        string fill = new(_fill, padding);
        return _align switch
        {
            '<' => sign + digits + fill,
            '^' => fill[..(padding / 2)] + sign + digits + fill[(padding / 2)..],
            '=' => sign + fill + digits,
            _ => fill + sign + digits,
        };
    }

    private string Digits(double value) =>
        double.IsNaN(value) ? (char.IsUpper(_type) ? "NAN" : "nan") + (_type == '%' ? "%" : "")
        : double.IsInfinity(_type == '%' ? value * 100 : value) ? (char.IsUpper(_type) ? "INF" : "inf") + (_type == '%' ? "%" : "")
        : _type switch
        {
            'd' => Whole(value).ToString(CultureInfo.InvariantCulture),
            'f' or 'F' => Fixed(value, _precision ?? DefaultPrecision),
            '%' => Fixed(value * 100, _precision ?? DefaultPrecision) + "%",
            'e' or 'E' => Cased(Scientific(value, _precision ?? DefaultPrecision)),
            '\0' when _precision is null => Shortest(value),
            _ => Cased(General(value, Math.Max(1, _precision ?? DefaultPrecision))),
        };

    private BigInteger Whole(double value) =>
        value == Math.Floor(value)
            ? BigInteger.Abs(new BigInteger(value))
            : throw new AttnExtractException(FormattableString.Invariant(
                $"The format '{_text}' is for whole numbers, and {value} is none; use '.2f' or '.2g' for instance."));

    private string Fixed(double value, int decimals)
    {
        string digits = ExactDecimal.Scaled(value, decimals).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        return Pointed(digits[..^decimals], digits[^decimals..]);
    }

    private string Scientific(double value, int decimals)
    {
        (string digits, int exponent) = ExactDecimal.Significant(value, decimals + 1);
        return Pointed(digits[..1], digits[1..]) + Exponent(exponent);
    }

    // C's %g: plain where the exponent is small, else scientific, without trailing zeros.
    private string General(double value, int count)
    {
        (string digits, int exponent) = ExactDecimal.Significant(value, count);
        bool isPlain = exponent >= -4 && exponent < (_type == '\0' ? count - 1 : count);
        int before = isPlain ? exponent + 1 : 1;
        string whole = before > 0 ? digits[..before] : "0";
        string part = before > 0 ? digits[before..] : new string('0', -before) + digits;
        part = _alternate ? part : part.TrimEnd('0');
        part = isPlain && _type == '\0' && part.Length == 0 ? "0" : part;
        return Pointed(whole, part) + (isPlain ? "" : Exponent(exponent));
    }

    // Python's repr: as few digits as bring the number back.
    private static string Shortest(double value)
    {
        string[] parts = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Split('E');
        string plain = parts[0].Replace(".", "", StringComparison.Ordinal);
        string digits = plain.TrimStart('0');

        // The digits tell the power of ten: the nearest double to 1e23 is below it.
        int exponent = (parts[0] + ".").IndexOf('.') - 1 - (plain.Length - digits.Length)
            + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        exponent = digits.Length == 0 ? 0 : exponent;
        digits = digits.TrimEnd('0').PadRight(1, '0');
        if (exponent is < -4 or >= 16)
        {
            return digits[..1] + (digits.Length > 1 ? "." + digits[1..] : "") + Exponent(exponent);
        }

        string whole = exponent >= 0 ? digits.PadRight(exponent + 1, '0')[..(exponent + 1)] : "0";
        string part = exponent >= 0 ? digits.PadRight(exponent + 1, '0')[(exponent + 1)..] : new string('0', -exponent - 1) + digits;
        return $"{whole}.{(part.Length > 0 ? part : "0")}";
    }

    private string Pointed(string whole, string part) => part.Length > 0 || _alternate ? $"{whole}.{part}" : whole;

    private static string Exponent(int exponent) =>
        $"e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent).ToString("D2", CultureInfo.InvariantCulture)}";

    private string Cased(string text) => char.IsUpper(_type) ? text.ToUpperInvariant() : text;

    // Zeros that fill a width are grouped with the digits they precede.
    private string Grouped(string text, int width)
    {
        int end = 0;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        if (_grouping.Length == 0 || end == 0)
        {
            return text;
        }

        string whole = text[..end];
        while (GroupedWhole(whole).Length + text.Length - end < width)
        {
            whole = "0" + whole;
        }

        return GroupedWhole(whole) + text[end..];
    }

    private string GroupedWhole(string digits)
    {
        StringBuilder grouped = new(digits);
        for (int place = digits.Length - 3; place > 0; place -= 3)
        {
            grouped.Insert(place, _grouping);
        }

        return grouped.ToString();
    }
}
