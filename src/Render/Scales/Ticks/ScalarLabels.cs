using System.Globalization;

namespace AttnExtract.Render.Scales.Ticks;

/// <summary>
/// Tick labels with as many decimals as tell the ticks apart, and a shared factor or offset where that saves digits, as
/// matplotlib's ScalarFormatter writes them; written from its documentation and checked against its output.
/// </summary>
internal sealed class ScalarLabels : ITickLabels
{
    private const int LowestPlainPower = -5;
    private const int HighestPlainPower = 6;

    private readonly double _offset;
    private readonly int _power;
    private readonly int _decimals;

    /// <summary>Looks at all ticks of an axis, the ones just outside its limits included, and chooses how to write them.</summary>
    public ScalarLabels(IReadOnlyList<double> ticks, double vmin, double vmax)
    {
        double[] visible = [.. ticks.Where(tick => tick >= vmin && tick <= vmax)];
        _offset = SharedOffset(visible);
        _power = SharedPower(visible, vmax - vmin);
        _decimals = Decimals(ticks.Count < 2 ? [.. ticks, vmin, vmax] : ticks, ticks.Count < 2 ? ticks : null);
    }

    /// <summary>What stands once beside the axis: <c>1e−5</c>, <c>+1.2e3</c>; empty where nothing is shared.</summary>
    public string Shared =>
        ((_power == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"1e{_power}"))
        + (_offset == 0 ? "" : (_offset > 0 ? "+" : "") + OffsetText(_offset))).Replace('-', '−');

    /// <summary>The label of one tick.</summary>
    public string this[double tick]
    {
        get
        {
            double value = (tick - _offset) / Math.Pow(10, _power);
            value = Math.Abs(value) < 1e-8 ? 0 : value;
            return value.ToString("F" + _decimals, CultureInfo.InvariantCulture).Replace('-', '−');
        }
    }

    private static double SharedOffset(double[] visible)
    {
        if (visible.Length == 0 || visible.Min() == visible.Max() || (visible.Min() <= 0 && visible.Max() >= 0))
        {
            return 0;
        }

        double low = Math.Min(Math.Abs(visible.Min()), Math.Abs(visible.Max()));
        double high = Math.Max(Math.Abs(visible.Min()), Math.Abs(visible.Max()));
        int top = (int)Math.Ceiling(Math.Log10(high));
        int power = top;
        while (Math.Floor(low / Power(power)) == Math.Floor(high / Power(power)))
        {
            power--;
        }

        power++;
        if ((high - low) / Power(power) <= 1e-2)
        {
            power = top;
            while (Math.Floor(high / Power(power)) - Math.Floor(low / Power(power)) <= 1)
            {
                power--;
            }

            power++;
        }

        // An offset is worth its place when it saves four digits.
        double multiple = Math.Floor(high / Power(power));
        return multiple >= 1000 ? Math.CopySign(multiple * Power(power), visible.Min()) : 0;
    }

    private int SharedPower(double[] visible, double range)
    {
        double largest = visible.Length == 0 ? 0 : visible.Max(Math.Abs);
        if (visible.Length == 0 || (_offset == 0 && largest == 0))
        {
            return 0;
        }

        int power = (int)Math.Floor(Math.Log10(_offset != 0 ? range : largest));
        return power is <= LowestPlainPower or >= HighestPlainPower ? power : 0;
    }

    private int Decimals(IReadOnlyList<double> spread, IReadOnlyList<double>? shown)
    {
        double[] scaled = [.. spread.Select(tick => (tick - _offset) / Math.Pow(10, _power))];
        double range = scaled.Max() - scaled.Min();
        range = range == 0 ? scaled.Max(Math.Abs) : range;
        range = range == 0 ? 1 : range;
        double[] labelled = shown is null ? scaled : [.. shown.Select(tick => (tick - _offset) / Math.Pow(10, _power))];
        int rangePower = (int)Math.Floor(Math.Log10(range));
        int decimals = Math.Max(0, 3 - rangePower);
        double slop = 1e-3 * Math.Pow(10, rangePower);
        while (decimals >= 0 && labelled.All(value => Math.Abs(value - Math.Round(value * Power(decimals)) / Power(decimals)) < slop))
        {
            decimals--;
        }

        return decimals + 1;
    }

    // As ScalarFormatter.format_data: the fewest digits of significand, no exponent where it is 0.
    private static string OffsetText(double value)
    {
        int exponent = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        double significand = Math.Round(value / Math.Pow(10, exponent), 10);
        string digits = significand.ToString("0.##########", CultureInfo.InvariantCulture);
        return exponent == 0 ? digits : string.Create(CultureInfo.InvariantCulture, $"{digits}e{exponent}");
    }

    private static double Power(int exponent) => Math.Pow(10, exponent);
}
