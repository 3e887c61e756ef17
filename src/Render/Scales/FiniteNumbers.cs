using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttnExtract.Render.Scales;

/// <summary>Numbers without those that are infinite or none.</summary>
internal static class FiniteNumbers
{
    /// <summary>The smallest and the largest; ∞ and −∞ where there is none. −0 is smaller than 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double Least, double Most) Extremes(ReadOnlySpan<double> numbers)
    {
        (double least, double most) = (double.PositiveInfinity, double.NegativeInfinity);
        ReadOnlySpan<Vector<double>> vectors = MemoryMarshal.Cast<double, Vector<double>>(numbers);
        (Vector<double> low, Vector<double> high) = (new(least), new(most));
        (Vector<double> none, Vector<double> nothing) = (low, high);
        foreach (Vector<double> some in vectors)
        {
            Vector<long> isFinite = Vector.LessThan(Vector.Abs(some), none);
            low = Vector.Min(low, Vector.ConditionalSelect(isFinite, some, none));
            high = Vector.Max(high, Vector.ConditionalSelect(isFinite, some, nothing));
        }

        for (int i = 0; i < Vector<double>.Count; i++)
        {
            (least, most) = (Math.Min(least, low[i]), Math.Max(most, high[i]));
        }

        foreach (double number in numbers[(vectors.Length * Vector<double>.Count)..])
        {
            if (double.IsFinite(number))
            {
                (least, most) = (Math.Min(least, number), Math.Max(most, number));
            }
        }

        return (least, most);
    }
}
