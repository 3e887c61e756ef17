using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using static TorchSharp.torch;

namespace AttnExtract.Extract;

/// <summary>Every capture proves itself: numbers are finite, rows of an attention map sum to 1, and what a query cannot see weighs 0.</summary>
internal static class SelfCheck
{
    // 512 single-precision weights sum to 1 within 1e-6; a masked or lost key shows as 1e-3 or more.
    private const float Tolerance = 1e-4f;

    /// <summary>Checks what is about to be captured.</summary>
    /// <param name="rows">The sum of each row, of each head in turn.</param>
    /// <param name="name">Where they pass.</param>
    /// <param name="heads">The heads on the first axis, where it counts heads.</param>
    /// <param name="checksRows">Whether rows must sum to 1; else numbers must only be numbers.</param>
    /// <exception cref="AttnExtractException">They are not sound.</exception>
    public static void RequireSound(float[] rows, HookName name, ImmutableArray<int> heads, bool checksRows)
    {
        for (int row = 0; row < rows.Length; row++)
        {
            if (float.IsNaN(rows[row]) || (checksRows && MathF.Abs(rows[row] - 1) > Tolerance))
            {
                throw Unsound(name, heads, rows.Length / Math.Max(1, heads.Length), row, rows[row]);
            }
        }
    }

    /// <summary>Checks what a run ends in, which a fused kernel may have made of numbers that were none.</summary>
    /// <param name="numbers">Any shape.</param>
    /// <param name="what">What they are, for the message.</param>
    /// <exception cref="AttnExtractException">One is infinite, or none.</exception>
    public static void RequireFinite(Tensor numbers, string what)
    {
        using IDisposable scope = NewDisposeScope();
        if (!double.IsFinite(numbers.detach().cpu().sum(ScalarType.Float64).item<double>()))
        {
            throw new AttnExtractException(
                $"{what} are not all finite numbers: the weights of this model are damaged, or a hook returned such numbers.");
        }
    }

    /// <summary>Checks that no token sees what it must not: padding, what is too far away, what comes later.</summary>
    /// <param name="pattern">The maps of a whole batch: [batch, head, query, key]</param>
    /// <param name="name">Where they pass.</param>
    /// <param name="visibility">What can be seen there.</param>
    /// <exception cref="AttnExtractException">A hidden key has a weight, however small.</exception>
    public static void RequireHidden(Tensor pattern, HookName name, Visibility visibility)
    {
        if (visibility.FirstOnHidden(pattern) is { } place)
        {
            float weight = pattern[place.Text, place.Head, place.Query, place.Key].to(ScalarType.Float32).item<float>();
            throw Shown(name, place.Head, place.Query, place.Key, weight);
        }
    }

    /// <summary>The failure of a hidden key that weighs something.</summary>
    /// <param name="name">Where the map passes.</param>
    /// <param name="head">The head.</param>
    /// <param name="query">The query.</param>
    /// <param name="key">The key.</param>
    /// <param name="weight">What it weighs.</param>
    public static AttnExtractException Shown(HookName name, int head, int query, int key, float weight) => new(
        $"'{name}' has weight on a hidden key (head {head}, row {query}, key {key} weighs {weight}, expected 0): the run cannot be trusted.");

    private static AttnExtractException Unsound(HookName name, ImmutableArray<int> heads, int rows, int row, float sum)
    {
        string where = name.Site.HasHeadAxis ? $"head {heads[row / rows]}, row {row % rows}" : $"row {row % rows}";
        return new AttnExtractException(
            float.IsNaN(sum)
                ? $"'{name}' has values that are not numbers ({where}): the weights of this model are damaged, or a hook returned them."
                : $"'{name}' is not a distribution ({where} sums to {sum}, expected 1): the run cannot be trusted.");
    }
}
