using System.Collections.Immutable;

namespace AttnExtract.Extract.Statistics;

/// <summary>
/// Many tests at once: the procedure that holds the expected share of false ones among the marked below a level; Benjamini and
/// Hochberg 1995.
/// </summary>
public static class BenjaminiHochberg
{
    /// <summary>The level at which marks are set.</summary>
    public const double Level = 0.05;

    /// <summary>Adjusts p-values: a test is marked at a level where its adjusted value is no larger.</summary>
    /// <param name="values">The p-values in any order; NaN where there was no test, which does not count and stays NaN.</param>
    /// <returns>The adjusted values, in the same order.</returns>
    public static ImmutableArray<double> Adjust(IReadOnlyList<double> values)
    {
        int[] order = [.. Enumerable.Range(0, values.Count).Where(i => !double.IsNaN(values[i])).OrderByDescending(i => values[i])];
        double[] adjusted = [.. Enumerable.Repeat(double.NaN, values.Count)];
        double smallest = 1;
        for (int i = 0; i < order.Length; i++)
        {
            int rank = order.Length - i;
            smallest = Math.Min(smallest, values[order[i]] * order.Length / rank);
            adjusted[order[i]] = smallest;
        }

        return [.. adjusted];
    }

    /// <summary>Which tests are marked.</summary>
    /// <param name="values">The p-values in any order; NaN where there was no test.</param>
    /// <param name="level">The level.</param>
    public static ImmutableArray<bool> Mark(IReadOnlyList<double> values, double level = Level) =>
        [.. Adjust(values).Select(value => value <= level)];
}
