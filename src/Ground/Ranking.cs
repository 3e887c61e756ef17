using System.Numerics;

namespace AttnExtract.Ground;

/// <summary>
/// Who comes first among numbers: of equal ones the one with the lowest index, and NaN after every number. Libraries leave both
/// to chance: libtorch's <c>topk</c> and <c>argmax</c> choose any of equal scores and let NaN win, <c>Min</c> of .NET gives NaN.
/// </summary>
public static class Ranking
{
    /// <summary>The index of the largest number; 0 where there is none but NaN.</summary>
    public static int Highest<T>(ReadOnlySpan<T> values)
        where T : IFloatingPointIeee754<T>
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            best = values[i] > values[best] || (T.IsNaN(values[best]) && !T.IsNaN(values[i])) ? i : best;
        }

        return best;
    }

    /// <summary>The index of the smallest number; 0 where there is none but NaN.</summary>
    public static int Lowest<T>(ReadOnlySpan<T> values)
        where T : IFloatingPointIeee754<T>
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            best = values[i] < values[best] || (T.IsNaN(values[best]) && !T.IsNaN(values[i])) ? i : best;
        }

        return best;
    }

    /// <summary>Every index, that of the largest number first.</summary>
    public static IEnumerable<int> Descending<T>(IReadOnlyList<T> values)
        where T : IFloatingPointIeee754<T> =>
        // A stable order, for which NaN is below every number.
        Enumerable.Range(0, values.Count).OrderByDescending(i => values[i]);
}
