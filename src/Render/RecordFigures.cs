using System.Collections.Immutable;
using System.Globalization;
using AttnExtract.Extract;

namespace AttnExtract.Render;

/// <summary>Turns what a text looked like inside a model into figures.</summary>
public static class RecordFigures
{
    // A single row or column of more panels than this is broken into a block.
    private const int LongestStrip = 6;

    /// <summary>The attention maps of a record: one panel for every layer and head asked for, a row of panels a layer.</summary>
    /// <param name="record">The record.</param>
    /// <param name="layers">The 0-based layers to show, in that order; null for all that were captured.</param>
    /// <param name="heads">The 0-based heads to show, in that order; null for all that were captured.</param>
    /// <exception cref="FigureException">A layer or head was not captured.</exception>
    public static Figure ToFigure(this AttentionRecord record, IReadOnlyList<int>? layers = null, IReadOnlyList<int>? heads = null)
    {
        layers = Captured("layer", layers, record.Layers, record.Provenance.LayerCount);
        heads = Captured("head", heads, record.Heads, record.Provenance.HeadCount);
        int count = layers.Count * heads.Count;
        int columns = layers.Count > 1 && heads.Count > 1 ? heads.Count : Strip(count);
        (string layerDigits, string headDigits) = (Digits(record.Provenance.LayerCount), Digits(record.Provenance.HeadCount));
        ImmutableArray<string> labels = [.. record.Tokens.Select(token => token.Text)];
        return new()
        {
            Panels = [.. layers.SelectMany(layer => heads.Select(head => (layer, head))).Select((place, i) => new Panel(
                i / columns, i % columns, $"L{place.layer} H{place.head}", Map(record, place.layer, place.head))
            {
                Name = $"L{place.layer.ToString(layerDigits)}-H{place.head.ToString(headDigits)}",
                Shown = Shown([place.layer], [place.head]),
            })],
            RowLabels = labels,
            ColumnLabels = labels,
            Scale = new() { Vmin = 0 },
            ColorBar = new() { Label = "attention weight" },
            Caption = Caption(record, layers, heads),
            Source = new(record.Text, record.Pair, labels, record.Provenance),
        };
    }

    /// <summary>One attention map, large.</summary>
    /// <exception cref="FigureException">The layer or head was not captured.</exception>
    public static Figure ToFigure(this AttentionRecord record, int layer, int head) => record.ToFigure([layer], [head]);

    private static Matrix Map(AttentionRecord record, int layer, int head)
    {
        DenseArray pattern = record.Pattern(layer, head);
        return new(pattern.Shape[0], pattern.Shape[1], pattern.Values);
    }

    private static IReadOnlyList<int> Captured(string kind, IReadOnlyList<int>? wanted, IReadOnlyList<int> captured, int total)
    {
        foreach (int number in wanted ?? [])
        {
            if (!captured.Contains(number))
            {
                throw new FigureException(number >= 0 && number < total
                    ? $"The maps of {kind} {number} were not captured; this record has {kind}s {Ranges(captured)}: "
                        + "choose among them or capture again."
                    : $"There is no {kind} {number}; the model has {kind}s 0-{total - 1}, and this record holds {Ranges(captured)}.");
            }
        }

        return wanted is { Count: > 0 } ? wanted
            : captured.Count > 0 ? captured
            : throw new FigureException("This record holds no attention map; capture 'layers.*.attention.pattern'.");
    }

    // Of the blocks about as wide as high, the one that leaves the fewest places empty, then the nearest to 4:3.
    private static int Strip(int count) =>
        count <= LongestStrip ? count
            : Enumerable.Range(1, count)
                .Where(columns => columns * columns >= count && columns * columns <= 3 * count)
                .OrderBy(columns => (columns - (count % columns)) % columns)
                .ThenBy(columns => Math.Abs(columns - Math.Sqrt(count * 4 / 3.0)))
                .First();

    private static ImmutableArray<CaptionPart> Caption(AttentionRecord record, IReadOnlyList<int> layers, IReadOnlyList<int> heads)
    {
        string text = record.Pair is null ? record.Text : $"{record.Text}” + “{record.Pair}";
        List<CaptionPart> parts =
        [
            new(record.Provenance.Model),
            new($"“{text.ReplaceLineEndings(" ")}”", CaptionRole.Quote),
            new(Shown(layers, heads), CaptionRole.Shown),
            new("rows attend to columns"),
        ];
        if (record.Provenance.TruncatedTokens > 0)
        {
            parts.Add(new($"the last {record.Provenance.TruncatedTokens} tokens of the text were cut off"));
        }

        if (record.Provenance.Ablations.Count > 0)
        {
            parts.Add(new($"changed: {string.Join("; ", record.Provenance.Ablations)}"));
        }

        return [.. parts];
    }

    private static string Shown(IReadOnlyList<int> layers, IReadOnlyList<int> heads) =>
        $"attention, layer{(layers.Count > 1 ? "s" : "")} {Ranges(layers)}, head{(heads.Count > 1 ? "s" : "")} {Ranges(heads)} "
        + "(layers and heads 0-based)";

    // Two digits, or as many as the last number has, so that files sort as layers and heads do.
    private static string Digits(int count) => "D" + Math.Max(2, (count - 1).ToString(CultureInfo.InvariantCulture).Length);

    // 0-3,5
    private static string Ranges(IReadOnlyList<int> numbers)
    {
        List<string> ranges = [];
        for (int i = 0; i < numbers.Count; i++)
        {
            int first = i;
            while (i + 1 < numbers.Count && numbers[i + 1] == numbers[i] + 1)
            {
                i++;
            }

            ranges.Add(first == i ? $"{numbers[i]}" : $"{numbers[first]}-{numbers[i]}");
        }

        return string.Join(",", ranges);
    }
}
