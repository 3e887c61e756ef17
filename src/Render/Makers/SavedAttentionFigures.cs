using AttnExtract.Extract;
using AttnExtract.Ground;

namespace AttnExtract.Render;

/// <summary>Attention that another program computed, from tokens to other tokens.</summary>
public static class SavedAttentionFigures
{
    /// <summary>The attention maps: a panel for every layer and head asked for.</summary>
    /// <param name="saved">The attention.</param>
    /// <param name="tokens">The tokens that attend, one a query; null to number them.</param>
    /// <param name="keys">The tokens that are attended to, one a key; null to number them.</param>
    /// <param name="layers">The 0-based layers to show, in that order; null for all.</param>
    /// <param name="heads">The 0-based heads to show, in that order; null for all.</param>
    /// <exception cref="AttnExtractException">There is no such layer or head, or there is not one token a row or column.</exception>
    public static Figure ToFigure(
        this SavedAttention saved,
        IReadOnlyList<string>? tokens = null,
        IReadOnlyList<string>? keys = null,
        IReadOnlyList<int>? layers = null,
        IReadOnlyList<int>? heads = null)
    {
        HeadGrid grid = new(There("layer", layers, saved.LayerCount), There("head", heads, saved.HeadCount));
        return new()
        {
            Panels = [.. grid.Panels((layer, head) => saved[layer, head])],
            RowHeadings = grid.RowHeadings,
            ColumnHeadings = grid.ColumnHeadings,
            RowLabels = [.. Labels("quer", "ies", "y", tokens, saved.Queries)],
            ColumnLabels = [.. Labels("key", "s", "", keys, saved.Keys)],
            Scale = new() { Vmin = 0 },
            ColorBar = new() { Label = "attention weight" },
            Caption =
            [
                new(saved.Name),
                new(RecordFigures.Shown(grid.Layers, grid.Heads), CaptionRole.Shown),
                new("rows attend to columns"),
            ],
        };
    }

    private static IReadOnlyList<int> There(string kind, IReadOnlyList<int>? wanted, int count) =>
        wanted?.Where(number => number < 0 || number >= count).Select(number => (int?)number).FirstOrDefault() is { } other
            ? throw new AttnExtractException($"There is no {kind} {other}; there are {kind}s 0-{count - 1}.")
            : wanted is { Count: > 0 } ? wanted : [.. Enumerable.Range(0, count)];

    private static IEnumerable<string> Labels(string stem, string plural, string singular, IReadOnlyList<string>? tokens, int count) =>
        tokens is null ? Enumerable.Range(0, count).Select(i => FormattableString.Invariant($"{i}"))
        : tokens.Count == count ? tokens
        : throw new AttnExtractException(
            $"There are {tokens.Count} tokens for {count} {stem}{plural}; give one token a {stem}{singular}.");
}
