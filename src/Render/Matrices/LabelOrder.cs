using AttnExtract.Ground;

namespace AttnExtract.Render.Matrices;

/// <summary>Lays the rows or columns of one table on those of another by what they are called.</summary>
internal static class LabelOrder
{
    private const string ToFit = "Give it the same labels, or none.";

    /// <summary>For each row or column of the heatmap, which one of the table lies on it.</summary>
    /// <param name="labels">What the table calls them; null where it does not say, and they lie in their order.</param>
    /// <param name="onto">What the heatmap calls them; null where it does not say.</param>
    /// <param name="count">How many the table has.</param>
    /// <param name="kind">« row » or « column ».</param>
    /// <param name="what">What the table is, for messages: « mask ».</param>
    /// <exception cref="AttnExtractException">Both have names, and not the same.</exception>
    public static int[] Of(IReadOnlyList<string>? labels, IReadOnlyList<string>? onto, int count, string kind, string what)
    {
        if (labels is null || onto is null || labels.SequenceEqual(onto))
        {
            return [.. Enumerable.Range(0, count)];
        }

        string? lacking = onto.Except(labels).FirstOrDefault();
        string? left = labels.Except(onto).FirstOrDefault();
        if (lacking is not null || left is not null)
        {
            throw new AttnExtractException(
                lacking is not null ? $"The {what} has no {kind} '{lacking}', which the heatmap has; its {kind}s are {string.Join(", ", labels)}. {ToFit}"
                : $"The {what} has the {kind} '{left}', which the heatmap has not; the heatmap's {kind}s are {string.Join(", ", onto)}. {ToFit}");
        }

        return labels.Distinct().Count() == labels.Count && onto.Count == labels.Count
            ? [.. onto.Select(label => labels.Index().First(one => one.Item == label).Index)]
            : throw new AttnExtractException($"The {what} and the heatmap have {kind}s of the same name in another order. {ToFit}");
    }
}
