namespace AttnExtract.Render.Scales.Ticks;

/// <summary>Round numbers for axes and bars too short for those that are chosen elsewhere.</summary>
internal static class EndTicks
{
    /// <summary>The round numbers nearest to the ends, and 0 between them; then fewer. Those of the fewest digits come first.</summary>
    /// <param name="least">The lower end.</param>
    /// <param name="most">The upper end.</param>
    /// <param name="isWhole">Whether only whole numbers will do.</param>
    public static IEnumerable<double[]> Of(double least, double most, bool isWhole = false)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(most - least)));
        foreach (double step in isWhole ? (double[])[Math.Max(1, unit)] : [unit, unit / 10])
        {
            (double first, double last) = (Math.Ceiling(least / step) * step, Math.Floor(most / step) * step);
            if (first < 0 && last > 0)
            {
                yield return [first, 0, last];
                yield return last > -first ? [0, last] : [first, 0];
            }
            else if (first < last)
            {
                yield return [first, last];
            }
        }
    }
}
