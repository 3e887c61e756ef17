using System.Globalization;

namespace AttnExtract.Render.Scales.Ticks;

/// <summary>
/// Three digits of each number, or as many more as tell them apart and where they are, for ticks that follow no round steps.
/// </summary>
internal sealed class ShortLabels : ITickLabels
{
    private const int FewestDigits = 3;

    // What brings any number back.
    private const int MostDigits = 17;

    // How far beside its place a number may be rounded, of the distance from the first to the last.
    private const double Slop = 0.01;

    private readonly string _format;

    /// <summary>Chooses how many digits the numbers need, which are different.</summary>
    public ShortLabels(IReadOnlyList<double> ticks)
    {
        double slop = ticks.Count < 2 ? double.PositiveInfinity : Slop * (ticks.Max() - ticks.Min());
        _format = Enumerable.Range(FewestDigits, MostDigits - FewestDigits).Select(digits => $"G{digits}").FirstOrDefault(
            format => ticks.Select(tick => Text(tick, format)).Distinct().Count() == ticks.Count
                && ticks.All(tick => Math.Abs(double.Parse(Text(tick, format), CultureInfo.InvariantCulture) - tick) <= slop),
            $"G{MostDigits}");
    }

    /// <inheritdoc/>
    public string Shared => "";

    /// <inheritdoc/>
    public string this[double tick] => Text(tick, _format).Replace("E", "e").Replace('-', '−');

    private static string Text(double tick, string format) => tick.ToString(format, CultureInfo.InvariantCulture);
}
