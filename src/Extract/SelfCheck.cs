using System.Collections.Immutable;
using System.Numerics.Tensors;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;

namespace AttnExtract.Extract;

/// <summary>Every capture proves itself: numbers are finite, and the rows of an attention map sum to 1.</summary>
internal static class SelfCheck
{
    // 512 single-precision weights sum to 1 within 1e-6; a masked or lost key shows as 1e-3 or more.
    private const float Tolerance = 1e-4f;

    /// <summary>Checks one captured array.</summary>
    /// <param name="array">The numbers, without a batch axis.</param>
    /// <param name="name">Where they were captured.</param>
    /// <param name="heads">The heads on its first axis, where it has one.</param>
    /// <param name="checksRows">Whether rows must sum to 1; else numbers must only be numbers.</param>
    /// <exception cref="AttnExtractException">They are not sound.</exception>
    public static void RequireSound(DenseArray array, HookName name, ImmutableArray<int> heads, bool checksRows)
    {
        int width = array.Shape[^1];
        ReadOnlySpan<float> values = array.Values.Span;
        for (int start = 0; start < values.Length; start += width)
        {
            float sum = TensorPrimitives.Sum(values.Slice(start, width));
            if (float.IsNaN(sum) || (checksRows && MathF.Abs(sum - 1) > Tolerance))
            {
                throw Unsound(array, name, heads, start / width, sum);
            }
        }
    }

    private static AttnExtractException Unsound(DenseArray array, HookName name, ImmutableArray<int> heads, int row, float sum)
    {
        int rows = array.Shape[^2];
        string where = name.Site.HasHeadAxis ? $"head {heads[row / rows]}, row {row % rows}" : $"row {row % rows}";
        return new AttnExtractException(
            float.IsNaN(sum)
                ? $"'{name}' has values that are not numbers ({where}): the weights of this model are damaged, or a hook returned them."
                : $"'{name}' is not a distribution ({where} sums to {sum}, expected 1): the run cannot be trusted.");
    }
}
