using AttnExtract.Ground;

namespace AttnExtract.Render.Scales;

/// <summary>The finite numbers that share a scale, looked at only as far as the limits need.</summary>
internal sealed class ScaleNumbers
{
    private readonly IEnumerable<double> _numbers;
    private readonly Lazy<(double Min, double Max)> _extremes;
    private readonly Lazy<double[]> _sorted;

    private ScaleNumbers(IEnumerable<double> numbers, Func<(double Min, double Max)>? extremes = null)
    {
        _numbers = numbers;
        _extremes = new(() => Require((extremes ?? FindExtremes)()));
        _sorted = new(() => [.. _numbers.Order()]);
    }

    /// <summary>Every number.</summary>
    public IEnumerable<double> All => _numbers;

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => !_numbers.Any();

    /// <summary>The smallest.</summary>
    /// <exception cref="AttnExtractException">There is none.</exception>
    public double Min => _extremes.Value.Min;

    /// <summary>The largest.</summary>
    /// <exception cref="AttnExtractException">There is none.</exception>
    public double Max => _extremes.Value.Max;

    /// <summary>The finite numbers of matrices.</summary>
    public static ScaleNumbers Of(IEnumerable<Matrix> matrices)
    {
        Matrix[] all = [.. matrices];
        return new(all.SelectMany(matrix => matrix.Numbers()).Where(double.IsFinite), () => FindExtremes(all));
    }

    /// <summary>The number below which so many percent lie, as numpy interpolates it.</summary>
    /// <exception cref="AttnExtractException">There is none.</exception>
    public double Percentile(double percent) => Min <= Max ? Quantile.Of(_sorted.Value, percent / 100) : double.NaN;

    /// <summary>Those for which something holds.</summary>
    public ScaleNumbers Where(Func<double, bool> predicate) => new(_numbers.Where(predicate));

    /// <summary>The same and one more.</summary>
    public ScaleNumbers Including(double number) => new(_numbers.Append(number));

    // Large tables are read through for their limits alone, so row by row and not number by number.
    private static (double Min, double Max) FindExtremes(Matrix[] matrices)
    {
        (double min, double max) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (Matrix matrix in matrices)
        {
            for (int row = 0; row < matrix.Rows; row++)
            {
                (double least, double most) = matrix.Extremes(row);
                (min, max) = (Math.Min(min, least), Math.Max(max, most));
            }
        }

        return (min, max);
    }

    private (double Min, double Max) FindExtremes()
    {
        (double min, double max) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double number in _numbers)
        {
            min = Math.Min(min, number);
            max = Math.Max(max, number);
        }

        return (min, max);
    }

    private static (double Min, double Max) Require((double Min, double Max) limits) =>
        limits.Min <= limits.Max
            ? limits
            : throw new AttnExtractException(
                "There is no number to draw: every cell is NaN or hidden; give --vmin and --vmax to draw it all the same.");
}
