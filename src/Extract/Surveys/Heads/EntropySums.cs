using System.Numerics;
using System.Runtime.InteropServices;

namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>
/// Sums of x·ln x over weights, in single precision and as wide as the processor allows. Divergences of all pairs of heads take
/// billions of these, and to 1e-6 a short series is enough.
/// </summary>
internal static class EntropySums
{
    // The smallest normal number: x·ln x is 0 for a weight of 0, and what is smaller does not count.
    private const float Smallest = 1.17549435e-38f;

    // The bits of √½, and how many of them are not the exponent's.
    private const int BitsOfRootHalf = 0x3f3504f3;
    private const int MantissaBits = 23;

    /// <summary>How many numbers are added at once; spans must be a multiple of it long.</summary>
    public static int Width => Vector<float>.Count;

    /// <summary>Σ x·ln x.</summary>
    public static float Of(ReadOnlySpan<float> weights)
    {
        Vector<float> sum = Vector<float>.Zero;
        foreach (Vector<float> x in MemoryMarshal.Cast<float, Vector<float>>(weights))
        {
            sum = AddTerm(sum, x);
        }

        return Vector.Sum(sum);
    }

    /// <summary>Σ m·ln m of the means of two maps.</summary>
    public static float OfMeans(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        ReadOnlySpan<Vector<float>> lefts = MemoryMarshal.Cast<float, Vector<float>>(left);
        ReadOnlySpan<Vector<float>> rights = MemoryMarshal.Cast<float, Vector<float>>(right)[..lefts.Length];
        Vector<float> sum = Vector<float>.Zero;
        for (int i = 0; i < lefts.Length; i++)
        {
            sum = AddTerm(sum, (lefts[i] + rights[i]) * 0.5f);
        }

        return Vector.Sum(sum);
    }

    private static Vector<float> AddTerm(Vector<float> sum, Vector<float> weights)
    {
        Vector<float> x = Vector.Max(weights, new Vector<float>(Smallest));
        return Vector.MultiplyAddEstimate(x, Log(x), sum);
    }

    /// <summary>
    /// ln x = e·ln 2 + ln f with f between √½ and √2, and ln f = 2·artanh((f − 1) / (f + 1)), whose series has an error of 3e-8
    /// after four terms.
    /// </summary>
    private static Vector<float> Log(Vector<float> x)
    {
        Vector<int> bits = Vector.AsVectorInt32(x);
        Vector<int> exponent = Vector.ShiftRightArithmetic(bits - new Vector<int>(BitsOfRootHalf), MantissaBits);
        Vector<float> f = Vector.AsVectorSingle(bits - Vector.ShiftLeft(exponent, MantissaBits));
        Vector<float> s = (f - Vector<float>.One) / (f + Vector<float>.One);
        Vector<float> square = s * s;
        Vector<float> series = Vector.MultiplyAddEstimate(square, new Vector<float>(2f / 7), new Vector<float>(2f / 5));
        series = Vector.MultiplyAddEstimate(square, series, new Vector<float>(2f / 3));
        series = Vector.MultiplyAddEstimate(square, series, new Vector<float>(2f));
        return Vector.MultiplyAddEstimate(s, series, Vector.ConvertToSingle(exponent) * (float)Math.Log(2));
    }
}
