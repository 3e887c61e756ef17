using System.Collections.Immutable;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Statistics;

/// <summary>
/// Confidence intervals of means by the studentised bootstrap (Efron 1979; Hall 1988): texts are drawn with replacement, and the
/// spread of (mean* − mean) / error* stands for that of (mean − truth) / error. Unlike percentiles of mean* it also covers for
/// few texts and skewed numbers, which effects of ablations are.
/// </summary>
public static class Bootstrap
{
    // Of a mean square, what is left of it by rounding where there is no spread.
    private const double Rounding = 1e-12;

    /// <summary>The mean of each column over the rows.</summary>
    /// <param name="rows">
    /// One row a text, all of one length. Every column sees the same draws of texts, so that columns can be compared with each other.
    /// </param>
    /// <param name="options">How; the default when null.</param>
    /// <exception cref="ArgumentException">There is no row, or rows differ in length.</exception>
    public static ImmutableArray<MeanEstimate> Means(IReadOnlyList<double[]> rows, BootstrapOptions? options = null)
    {
        options ??= BootstrapOptions.Default;
        if (rows.Count == 0 || rows.Any(row => row.Length != rows[0].Length))
        {
            throw new ArgumentException("One row or more was expected, all of one length.", nameof(rows));
        }

        Column[] columns = [.. Enumerable.Range(0, rows[0].Length).Select(column => new Column([.. rows.Select(row => row[column])], options))];
        if (rows.Count > 1)
        {
            Draw(rows.Count, options, columns);
        }

        return [.. columns.Select(column => column.ToEstimate(options.Level))];
    }

    /// <summary>The mean of some numbers, one a text.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static MeanEstimate Mean(IEnumerable<double> values, BootstrapOptions? options = null) =>
        Means([.. values.Select(value => new[] { value })], options)[0];

    // One resample at a time, so that memory does not grow with their number times that of texts.
    private static void Draw(int count, BootstrapOptions options, Column[] columns)
    {
        Random random = new(options.Seed);
        double[] times = new double[count];
        for (int resample = 0; resample < options.Resamples; resample++)
        {
            times.AsSpan().Clear();
            for (int j = 0; j < count; j++)
            {
                times[random.Next(count)]++;
            }

            foreach (Column column in columns)
            {
                column.Resample(resample, times);
            }
        }
    }

    private static double Error(double variance, int count) => Math.Sqrt(Math.Max(0, variance) / (count - 1));

    // A resample of one text many times over has no spread: it says that the truth may be anywhere.
    private static double Ratio(double shift, double error) => shift == 0 ? 0 : shift / error;

    private static double Scaled(double ratio, double error) => error == 0 ? 0 : ratio * error;

    // The observed ratio counts among the draws; Davison and Hinkley 1997, equation 4.11.
    private static double TwoSided(double[] sorted, double observed)
    {
        int below = sorted.Count(value => value <= observed);
        int above = sorted.Count(value => value >= observed);
        return Math.Min(1, 2.0 * (1 + Math.Min(below, above)) / (1 + sorted.Length));
    }

    /// <summary>One number a text.</summary>
    private sealed class Column
    {
        private readonly double _mean;
        private readonly double _error;
        private readonly double[] _centred; // around the mean, so that sums of squares lose nothing
        private readonly double[] _squares;
        private readonly double[] _studentised; // [resample]

        public Column(double[] values, BootstrapOptions options)
        {
            _mean = SteadySums.Of<double>(values) / values.Length;
            _centred = [.. values.Select(value => value - _mean)];
            _squares = [.. _centred.Select(value => value * value)];
            _error = Error(SteadySums.Of<double>(_squares) / values.Length, values.Length);
            _studentised = new double[values.Length > 1 ? options.Resamples : 0];
        }

        /// <summary>Takes each text so many times.</summary>
        public void Resample(int resample, double[] times)
        {
            int count = times.Length;
            double shift = SteadySums.OfProducts<double>(times, _centred) / count;
            double square = SteadySums.OfProducts<double>(times, _squares) / count;
            double spread = square - (shift * shift);
            _studentised[resample] = Ratio(shift, Error(spread > Rounding * square ? spread : 0, count));
        }

        public MeanEstimate ToEstimate(double level)
        {
            if (_studentised.Length == 0)
            {
                return new MeanEstimate(_mean, double.NaN, double.NaN, double.NaN);
            }

            Array.Sort(_studentised);
            double tail = (1 - level) / 2;
            return new MeanEstimate(
                _mean,
                _mean - Scaled(Quantiles.Of(_studentised, 1 - tail), _error),
                _mean - Scaled(Quantiles.Of(_studentised, tail), _error),
                TwoSided(_studentised, Ratio(_mean, _error)));
        }
    }
}

/// <summary>How a bootstrap is done. The same options and the same numbers give the same result, everywhere.</summary>
public sealed record BootstrapOptions
{
    /// <summary>95% intervals from ten thousand resamples, seed 0.</summary>
    public static BootstrapOptions Default { get; } = new();

    /// <summary>
    /// How many resamples. The smallest p-value is 2 / (resamples + 1), and it must be small beside the number of tests that it
    /// will be corrected for.
    /// </summary>
    public int Resamples { get; init; } = 10_000;

    /// <summary>The share of intervals that should cover the true mean.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>Where the random numbers start.</summary>
    public int Seed { get; init; }
}

/// <summary>A mean over texts, and how far it can be trusted.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Lower">The lower end of its interval; not finite where there are too few texts for one.</param>
/// <param name="Upper">The upper end of its interval; not finite where there are too few texts for one.</param>
/// <param name="PValue">How often chance alone would put the mean this far from 0, two-sided; NaN for a single text.</param>
public sealed record MeanEstimate(double Mean, double Lower, double Upper, double PValue)
{
    /// <summary>Whether the interval has two ends.</summary>
    public bool HasInterval => double.IsFinite(Lower) && double.IsFinite(Upper);
}
