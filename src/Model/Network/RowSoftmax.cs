using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttnExtract.Model.Network;

/// <summary>
/// The softmax of a row that is in the cache, in three readings: the largest, the powers and their sum, the quotients. Its numbers are the same on every
/// processor, since each step is rounded as IEEE 754 says and the steps do not depend on the machine.
/// </summary>
internal static class RowSoftmax
{
    private const float Log2E = 1.44269504f;

    // ln 2 in two parts, of which a whole number up to 126 times the first is exact.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    // Where 2ⁿ ends among the normal numbers; what is less is 0.
    private const float Least = -87.33654f;
    private const int ExponentBias = 127;
    private const int MantissaBits = 23;

    /// <summary>Makes weights of scores, in place.</summary>
    /// <param name="scores">At least one.</param>
    public static void Weigh(Span<float> scores)
    {
        float largest = Largest(scores);
        Multiply(scores, 1 / RaiseAndSum(scores, largest));
    }

    /// <summary>Adds a bias to scores, in place.</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="bias">As many.</param>
    public static void Add(Span<float> scores, ReadOnlySpan<float> bias)
    {
        Span<Vector256<float>> whole = MemoryMarshal.Cast<float, Vector256<float>>(scores);
        ReadOnlySpan<Vector256<float>> added = MemoryMarshal.Cast<float, Vector256<float>>(bias);
        for (int i = 0; i < whole.Length; i++)
        {
            whole[i] += added[i];
        }

        for (int i = whole.Length * Vector256<float>.Count; i < scores.Length; i++)
        {
            scores[i] += bias[i];
        }
    }

    // Compiled at once and for good: what is compiled quickly at first does not keep vectors in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Largest(ReadOnlySpan<float> scores)
    {
        // Four at a time, because each comparison waits for the one before.
        ReadOnlySpan<Vector256<float>> whole = MemoryMarshal.Cast<float, Vector256<float>>(scores);
        Vector256<float> first = Vector256.Create(float.NegativeInfinity);
        (Vector256<float> second, Vector256<float> third, Vector256<float> fourth) = (first, first, first);
        int i = 0;
        for (; i + 3 < whole.Length; i += 4)
        {
            first = Vector256.MaxNative(first, whole[i]);
            second = Vector256.MaxNative(second, whole[i + 1]);
            third = Vector256.MaxNative(third, whole[i + 2]);
            fourth = Vector256.MaxNative(fourth, whole[i + 3]);
        }

        for (; i < whole.Length; i++)
        {
            first = Vector256.MaxNative(first, whole[i]);
        }

        Vector256<float> most = Vector256.MaxNative(Vector256.MaxNative(first, second), Vector256.MaxNative(third, fourth));
        float largest = float.NegativeInfinity;
        for (int lane = 0; lane < Vector256<float>.Count; lane++)
        {
            largest = MathF.Max(largest, most[lane]);
        }

        foreach (float score in scores[(whole.Length * Vector256<float>.Count)..])
        {
            largest = MathF.Max(largest, score);
        }

        return largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float RaiseAndSum(Span<float> scores, float largest)
    {
        Vector256<float> most = Vector256.Create(largest);
        Vector256<float> sum = Vector256<float>.Zero;
        ref float score = ref MemoryMarshal.GetReference(scores);
        int i = 0;
        for (; i + Vector256<float>.Count <= scores.Length; i += Vector256<float>.Count)
        {
            Vector256<float> power = Exp(Vector256.LoadUnsafe(ref score, (nuint)i) - most);
            power.StoreUnsafe(ref score, (nuint)i);
            sum += power;
        }

        Span<float> rest = scores[i..];
        if (!rest.IsEmpty)
        {
            Span<float> padded = stackalloc float[Vector256<float>.Count];
            padded.Fill(float.NegativeInfinity);
            rest.CopyTo(padded);
            Exp(Vector256.Create<float>(padded) - most).CopyTo(padded);
            padded[rest.Length..].Clear();
            padded[..rest.Length].CopyTo(rest);
            sum += Vector256.Create<float>(padded);
        }

        return Vector256.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(Span<float> powers, float factor)
    {
        Span<Vector256<float>> whole = MemoryMarshal.Cast<float, Vector256<float>>(powers);
        for (int i = 0; i < whole.Length; i++)
        {
            whole[i] *= factor;
        }

        foreach (ref float power in powers[(whole.Length * Vector256<float>.Count)..])
        {
            power *= factor;
        }
    }

    /// <summary>eˣ = 2ⁿ·eʳ with n the whole number nearest to x / ln 2, and eʳ by Taylor's series to r⁷, whose rest is below 6e-9.</summary>
    /// <param name="x">0 or less, or no number, which stays none.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Exp(Vector256<float> x)
    {
        Vector256<float> n = Vector256.Round(x * Log2E);
        Vector256<float> r = Vector256.FusedMultiplyAdd(n, Vector256.Create(-Ln2High), x);
        r = Vector256.FusedMultiplyAdd(n, Vector256.Create(-Ln2Low), r);
        Vector256<float> series = Vector256.Create(1f / 5040);
        series = Vector256.FusedMultiplyAdd(series, r, Vector256.Create(1f / 720));
        series = Vector256.FusedMultiplyAdd(series, r, Vector256.Create(1f / 120));
        series = Vector256.FusedMultiplyAdd(series, r, Vector256.Create(1f / 24));
        series = Vector256.FusedMultiplyAdd(series, r, Vector256.Create(1f / 6));
        series = Vector256.FusedMultiplyAdd(series, r, Vector256.Create(1f / 2));
        series = Vector256.FusedMultiplyAdd(series, r, Vector256<float>.One);
        series = Vector256.FusedMultiplyAdd(series, r, Vector256<float>.One);
        Vector256<float> power = ((Vector256.ConvertToInt32Native(n) + Vector256.Create(ExponentBias)) << MantissaBits).AsSingle();
        return Vector256.AndNot(series * power, Vector256.LessThan(x, Vector256.Create(Least)));
    }
}
