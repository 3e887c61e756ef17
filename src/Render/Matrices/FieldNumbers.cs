using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using AttnExtract.Ground;

namespace AttnExtract.Render.Matrices;

/// <summary>Reads the fields of a table as numbers, with a decimal point or, where the table has room for one, a decimal comma.</summary>
/// <param name="allowsComma">Whether a comma may be a decimal one, because it separates no fields.</param>
internal sealed class FieldNumbers(bool allowsComma)
{
    private const ulong LargestSure = 1UL << 53;

    // Up to 10^22 powers of ten are doubles, so that one division of sure numbers rounds once.
    private static readonly double[] Powers = [.. Enumerable.Range(0, 23).Select(power => double.Parse($"1e{power}", CultureInfo.InvariantCulture))];

    // What pandas.read_csv takes for no number, for truth and for infinity.
    private static readonly FrozenDictionary<string, double> Words = new Dictionary<string, double>
    {
        [""] = double.NaN,
        ["nan"] = double.NaN,
        ["-nan"] = double.NaN,
        ["na"] = double.NaN,
        ["n/a"] = double.NaN,
        ["null"] = double.NaN,
        ["none"] = double.NaN,
        ["<na>"] = double.NaN,
        ["#n/a"] = double.NaN,
        ["#na"] = double.NaN,
        ["true"] = 1,
        ["false"] = 0,
        ["inf"] = double.PositiveInfinity,
        ["+inf"] = double.PositiveInfinity,
        ["-inf"] = double.NegativeInfinity,
        ["infinity"] = double.PositiveInfinity,
        ["+infinity"] = double.PositiveInfinity,
        ["-infinity"] = double.NegativeInfinity,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private (string Text, int Line)? _withPoint;
    private (string Text, int Line)? _withComma;
    private bool _isSurelyDecimal;

    /// <summary>A number that would be another if its comma parted thousands, where no number of the table shows which is meant.</summary>
    public string? DoubtfulComma => _isSurelyDecimal ? null : _withComma?.Text;

    /// <summary>The number of a field; NaN where it holds none.</summary>
    public bool TryRead(ReadOnlySpan<byte> field, int line, out double number)
    {
        if (TryPlain(field, out number, out bool hasPoint))
        {
            _withPoint ??= allowsComma && hasPoint ? (Encoding.UTF8.GetString(field), line) : null;
            return true;
        }

        string text = Encoding.UTF8.GetString(field).Trim();
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number))
        {
            _withPoint ??= allowsComma && text.Contains('.') ? (text, line) : null;
            return true;
        }

        if (allowsComma && text.Count(character => character == ',') == 1 && !text.Contains('.')
            && double.TryParse(text.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out number))
        {
            _withComma ??= (text, line);
            string whole = text.TrimStart('-', '+').Split(',')[0];
            _isSurelyDecimal |= whole is "0" or "" || whole.Length > 3 || text.Length - text.IndexOf(',') != 4;
            return true;
        }

        return Words.TryGetValue(text, out number);
    }

    /// <summary>Checks that decimal points and commas were not mixed, one of which then parts thousands.</summary>
    /// <exception cref="AttnExtractException">They were.</exception>
    public void RequireOneMark(string path)
    {
        if (_withPoint is { } point && _withComma is { } comma)
        {
            throw new AttnExtractException(
                $"'{path}' has decimal commas ('{comma.Text}' on line {comma.Line}) and points ('{point.Text}' on line {point.Line}); write one of them.");
        }
    }

    // Most numbers are digits and a point, and few enough of them to be exact as a quotient of two doubles (Clinger 1990).
    private static bool TryPlain(ReadOnlySpan<byte> field, out double number, out bool hasPoint)
    {
        number = 0;
        hasPoint = false;
        int start = field.Length > 0 && field[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        (ulong mantissa, int decimals) = (0, 0);
        foreach (byte character in field[start..])
        {
            uint digit = (uint)character - '0';
            if (digit <= 9)
            {
                mantissa = (mantissa * 10) + digit;
                decimals += hasPoint ? 1 : 0;
            }
            else if (character == '.' && !hasPoint)
            {
                hasPoint = true;
            }
            else
            {
                return false;
            }
        }

        int digits = field.Length - start - (hasPoint ? 1 : 0);
        if (digits is 0 or > 19 || mantissa > LargestSure)
        {
            return false;
        }

        number = mantissa / Powers[decimals];
        number = field[0] == '-' ? -number : number;
        return true;
    }
}
