using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using AttnExtract.Ground;

namespace AttnExtract.Render.Matrices;

/// <summary>Reads the fields of a table as numbers, with a decimal point or, where the table has room for one, a decimal comma.</summary>
/// <param name="allowsComma">Whether a comma may be a decimal one, because it separates no fields.</param>
internal sealed class FieldNumbers(bool allowsComma)
{
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

    /// <summary>Whether it matters to see the next number with a decimal point.</summary>
    public bool LooksForPoint => allowsComma && _withPoint is null;

    /// <summary>The first number that is larger than any of double precision, and where it stands; null for none.</summary>
    public (string Text, int Line)? TooLarge { get; private set; }

    /// <summary>The number of a field; NaN where it holds none.</summary>
    public bool TryRead(ReadOnlySpan<byte> field, int line, out double number)
    {
        bool isNumber = TryParse(field, line, out number);
        if (double.IsInfinity(number) && field.ContainsAnyInRange((byte)'0', (byte)'9'))
        {
            TooLarge ??= (Encoding.UTF8.GetString(field).Trim(), line);
        }

        return isNumber;
    }

    private bool TryParse(ReadOnlySpan<byte> field, int line, out double number)
    {
        bool isPlain = PlainNumber.Read(field, out number, out _) == field.Length && field.Length > 0;
        if (field.Contains((byte)0))
        {
            // The platform passes over them at the end of a number; here they say that the file is damaged.
            number = double.NaN;
            return false;
        }

        if (isPlain || double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out number))
        {
            _withPoint ??= LooksForPoint && field.Contains((byte)'.') ? (Encoding.UTF8.GetString(field).Trim(), line) : null;
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

    /// <summary>Takes over what was seen in fields that follow, whose lines were counted from another one.</summary>
    /// <param name="following">What read them.</param>
    /// <param name="linesBefore">How many lines lie before the first that was counted.</param>
    public void Append(FieldNumbers following, int linesBefore)
    {
        _withPoint ??= following._withPoint is { } point ? (point.Text, point.Line + linesBefore) : null;
        _withComma ??= following._withComma is { } comma ? (comma.Text, comma.Line + linesBefore) : null;
        _isSurelyDecimal |= following._isSurelyDecimal;
        TooLarge ??= following.TooLarge is { } large ? (large.Text, large.Line + linesBefore) : null;
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
}
