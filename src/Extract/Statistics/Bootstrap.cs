using System.Collections.Immutable;
using System.Numerics.Tensors;

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

        double[][] counts = Draw(rows.Count, options);
        return [.. Enumerable.Range(0, rows[0].Length).Select(column => Estimate([.. rows.Select(row => row[column])], counts, options.Level))];
    }

    /// <summary>The mean of some numbers, one a text.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static MeanEstimate Mean(IEnumerable<double> values, BootstrapOptions? options = null) =>
        Means([.. values.Select(value => new[] { value })], options)[0];

    // How often each text is in each resample.
    private static double[][] Draw(int count, BootstrapOptions options)
    {
        if (count == 1)
        {
            return [];
        }

        Random random = new(options.Seed);
        double[][] resamples = new double[options.Resamples][];
        for (int i = 0; i < resamples.Length; i++)
        {
            resamples[i] = new double[count];
            for (int j = 0; j < count; j++)
            {
                resamples[i][random.Next(count)]++;
            }
        }

        return resamples;
    }

    private static MeanEstimate Estimate(double[] values, double[][] resamples, double level)
    {
        int count = values.Length;
        double mean = TensorPrimitives.Sum<double>(values) / count;
        if (resamples.Length == 0)
        {
            return new MeanEstimate(mean, double.NaN, double.NaN, double.NaN);
        }

        // Around the mean, so that sums of squares lose nothing.
        double[] centred = [.. values.Select(value => value - mean)];
        double[] squares = [.. centred.Select(value => value * value)];
        double error = Error(TensorPrimitives.Sum<double>(squares) / count, count);

        double[] studentised = new double[resamples.Length];
        for (int i = 0; i < resamples.Length; i++)
        {
            double shift = TensorPrimitives.Dot<double>(resamples[i], centred) / count;
            double square = TensorPrimitives.Dot<double>(resamples[i], squares) / count;
            double spread = square - (shift * shift);
            studentised[i] = Ratio(shift, Error(spread > Rounding * square ? spread : 0, count));
        }

        Array.Sort(studentised);
        double tail = (1 - level) / 2;
        return new MeanEstimate(
            mean,
            mean - Scaled(Quantiles.Of(studentised, 1 - tail), error),
            mean - Scaled(Quantiles.Of(studentised, tail), error),
            TwoSided(studentised, Ratio(mean, error)));
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
