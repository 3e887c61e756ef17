using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>
/// Sums of x·ln x over weights, in single precision and in one order on every processor. Divergences of all pairs of heads take
/// billions of these, and to 1e-6 a short series is enough.
/// </summary>
internal static class EntropySums
{
    // The smallest normal number: x·ln x is 0 for a weight of 0, and what is smaller does not count.
    private const float Smallest = 1.17549435e-38f;

    // The bits of √½, and how many of them are not the exponent's.
    private const int BitsOfRootHalf = 0x3f3504f3;
    private const int MantissaBits = 23;

    private const float LogOfTwo = 0.6931471805599453f;

    /// <summary>How many numbers are added at once; spans must be a multiple of it long.</summary>
    public static int Width => Vector256<float>.Count;

    /// <summary>Σ x·ln x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Of(ReadOnlySpan<float> weights)
    {
        Vector256<float> sum = Vector256<float>.Zero;
        foreach (Vector256<float> x in MemoryMarshal.Cast<float, Vector256<float>>(weights))
        {
            sum = AddTerm(sum, x);
        }

        return SteadySums.Across(sum);
    }

    /// <summary>Σ m·ln m of the means of two maps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float OfMeans(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        ReadOnlySpan<Vector256<float>> lefts = MemoryMarshal.Cast<float, Vector256<float>>(left);
        ReadOnlySpan<Vector256<float>> rights = MemoryMarshal.Cast<float, Vector256<float>>(right)[..lefts.Length];
        Vector256<float> sum = Vector256<float>.Zero;
        for (int i = 0; i < lefts.Length; i++)
        {
            sum = AddTerm(sum, (lefts[i] + rights[i]) * 0.5f);
        }

        return SteadySums.Across(sum);
    }

    // Inlined, or each call would carry its vectors and constants through memory: half the time of these sums.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> AddTerm(Vector256<float> sum, Vector256<float> weights)
    {
        Vector256<float> x = Vector256.MaxNative(weights, Vector256.Create(Smallest));
        return Vector256.FusedMultiplyAdd(x, Log(x), sum);
    }

    /// <summary>
    /// ln x = e·ln 2 + ln f with f between √½ and √2, and ln f = 2·artanh((f − 1) / (f + 1)), whose series has an error of 3e-8
    /// after four terms.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Log(Vector256<float> x)
    {
        Vector256<int> bits = x.AsInt32();
        Vector256<int> exponent = (bits - Vector256.Create(BitsOfRootHalf)) >> MantissaBits;
        Vector256<float> f = (bits - (exponent << MantissaBits)).AsSingle();
        Vector256<float> s = (f - Vector256<float>.One) / (f + Vector256<float>.One);
        Vector256<float> square = s * s;
        Vector256<float> series = Vector256.FusedMultiplyAdd(square, Vector256.Create(2f / 7), Vector256.Create(2f / 5));
        series = Vector256.FusedMultiplyAdd(square, series, Vector256.Create(2f / 3));
        series = Vector256.FusedMultiplyAdd(square, series, Vector256.Create(2f));
        return Vector256.FusedMultiplyAdd(s, series, Vector256.ConvertToSingle(exponent) * LogOfTwo);
    }
}
