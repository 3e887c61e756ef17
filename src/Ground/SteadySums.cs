using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttnExtract.Ground;

/// <summary>
/// Sums that round alike on every processor: numbers are added in one order, whatever the processor adds at once. Those of TensorPrimitives depend on how wide
/// it is, so that one machine's last digits would not be another's.
/// </summary>
internal static class SteadySums
{
    /// <summary>The sum of some numbers; 0 of none.</summary>
    public static T Of<T>(ReadOnlySpan<T> values)
        where T : struct, INumber<T>
    {
        ReadOnlySpan<Vector256<T>> whole = MemoryMarshal.Cast<T, Vector256<T>>(values);
        Vector256<T> even = Vector256<T>.Zero;
        Vector256<T> odd = Vector256<T>.Zero;
        int i = 0;
        for (; i + 1 < whole.Length; i += 2)
        {
            even += whole[i];
            odd += whole[i + 1];
        }

        if (i < whole.Length)
        {
            even += whole[i];
        }

        T sum = Across(even + odd);
        foreach (T value in values[(whole.Length * Vector256<T>.Count)..])
        {
            sum += value;
        }

        return sum;
    }

    /// <summary>The sum of the products of two lists of numbers, place by place; 0 of none.</summary>
    /// <param name="left">One list.</param>
    /// <param name="right">The other, as long or longer.</param>
    public static T OfProducts<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right)
        where T : struct, INumber<T>
    {
        right = right[..left.Length];
        ReadOnlySpan<Vector256<T>> lefts = MemoryMarshal.Cast<T, Vector256<T>>(left);
        ReadOnlySpan<Vector256<T>> rights = MemoryMarshal.Cast<T, Vector256<T>>(right)[..lefts.Length];
        Vector256<T> even = Vector256<T>.Zero;
        Vector256<T> odd = Vector256<T>.Zero;
        int i = 0;
        for (; i + 1 < lefts.Length; i += 2)
        {
            even += lefts[i] * rights[i];
            odd += lefts[i + 1] * rights[i + 1];
        }

        if (i < lefts.Length)
        {
            even += lefts[i] * rights[i];
        }

        T sum = Across(even + odd);
        for (int place = lefts.Length * Vector256<T>.Count; place < left.Length; place++)
        {
            sum += left[place] * right[place];
        }

        return sum;
    }

    /// <summary>The sum of the numbers of a vector: its halves, then their numbers from the first to the last.</summary>
    public static T Across<T>(Vector256<T> numbers)
        where T : struct, INumber<T>
    {
        Vector128<T> halves = numbers.GetLower() + numbers.GetUpper();
        T sum = T.Zero;
        for (int i = 0; i < Vector128<T>.Count; i++)
        {
            sum += halves[i];
        }

        return sum;
    }
}
