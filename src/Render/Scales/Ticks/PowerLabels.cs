using System.Globalization;

namespace AttnExtract.Render.Scales.Ticks;

/// <summary>
/// Powers of ten as 10⁻², and multiples of them where there are few decades, as matplotlib's LogFormatterSciNotation
/// writes them; written from its documentation and checked against its output.
/// </summary>
internal sealed class PowerLabels : ITickLabels
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    private readonly int[] _labelled;

    private PowerLabels(int[] labelled) => _labelled = labelled;

    /// <inheritdoc/>
    public string Shared => "";

    /// <inheritdoc/>
    public string this[double tick]
    {
        get
        {
            if (tick == 0)
            {
                return "0";
            }

            string sign = tick < 0 ? "−" : "";
            double power = Math.Log(Math.Abs(tick)) / Math.Log(10);
            bool isDecade = IsInteger(power);
            double exponent = isDecade ? Math.Round(power) : Math.Floor(power);
            double multiple = Math.Pow(10, power - exponent);
            return !_labelled.Contains((int)Math.Round(multiple)) ? ""
                : isDecade ? $"{sign}10{Raised((int)exponent)}"
                : string.Create(CultureInfo.InvariantCulture, $"{sign}{Whole(multiple):G6}×10{Raised((int)exponent)}");
        }
    }

    /// <summary>For an axis of so many decades: the fewer, the more multiples of a power carry a label.</summary>
    public static PowerLabels ForDecades(double decades) =>
        new(decades > 1 || double.IsNaN(decades) ? [1] : decades > 0.4 ? [1, 2, 3, 4, 6, 10] : [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);

    private static double Whole(double value) => IsInteger(value) ? Math.Round(value) : value;

    private static bool IsInteger(double value) => Math.Abs(value - Math.Round(value)) < 1e-10;

    private static string Raised(int exponent) =>
        string.Concat(exponent.ToString(CultureInfo.InvariantCulture).Select(digit => digit == '-' ? '⁻' : Superscripts[digit - '0']));
}
