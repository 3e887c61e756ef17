using System.Collections.Immutable;
using AttnExtract.Extract;
using AttnExtract.Ground;
using AttnExtract.Render.Tokens;
using AttnExtract.Render.Words;

namespace AttnExtract.Render;

/// <summary>The mean of the attention maps of several texts.</summary>
public static class TextMeanFigures
{
    /// <summary>
    /// The maps of several texts as one figure of their means, position by position. Where texts have the same token it is the label, elsewhere the
    /// 0-based position is.
    /// </summary>
    /// <param name="records">A record of each text, by one model; at least one.</param>
    /// <param name="layers">The 0-based layers to show, in that order; null for all that were captured.</param>
    /// <param name="heads">The 0-based heads to show, in that order; null for all that were captured.</param>
    /// <param name="tokens">Which tokens are shown and how; null for all as they are.</param>
    /// <param name="means">Which averages of the maps are shown besides.</param>
    /// <exception cref="AttnExtractException">A layer or head was not captured, or the texts do not have equally many tokens.</exception>
    public static Figure ToMeanFigure(
        this IReadOnlyList<AttentionRecord> records,
        IReadOnlyList<int>? layers = null,
        IReadOnlyList<int>? heads = null,
        TokenPolicy? tokens = null,
        MeanPanels means = MeanPanels.None)
    {
        tokens ??= TokenPolicy.Plain;
        Figure[] figures = [.. records.Select(record => record.ToFigure(layers, heads, tokens, means))];
        RequireOneLength(figures, tokens, map => map.Rows);
        RequireOneLength(figures, tokens, map => map.Columns);
        Figure first = figures[0];
        Provenance provenance = records[0].Provenance with { TruncatedTokens = records.Sum(record => record.Provenance.TruncatedTokens) };
        ImmutableArray<Panel> panels =
        [
            .. first.Panels.Select((panel, i) => panel with { Values = Matrix.Mean([.. figures.Select(figure => figure.Panels[i].Values)]) }),
        ];
        return first with
        {
            Panels = panels,
            RowLabels = Labels([.. figures.Select(figure => figure.RowLabels)]),
            ColumnLabels = Labels([.. figures.Select(figure => figure.ColumnLabels)]),
            RowSegments = Segments([.. figures.Select(figure => figure.RowSegments)]),
            ColumnSegments = Segments([.. figures.Select(figure => figure.ColumnSegments)]),
            Caption = RecordFigures.Caption(
                ProvenanceCaption.OfCorpus(provenance),
                new($"mean over {records.Count} texts"),
                first.Caption.First(part => part.Role == CaptionRole.Shown).Text,
                new TokenView(records[0], tokens),
                means,
                panels),
            Source = first.Source! with
            {
                Text = Quotation.Lines([.. records.Select(record => new TextPair(record.Text, record.Pair))]),
                Pair = null,
                Tokens = [],
                KeyText = records[0].HasOtherKeys ? Quotation.Lines([.. records.Select(record => new TextPair(record.Keys.Text, record.Keys.Pair))]) : null,
                KeyTokens = [],
                Provenance = provenance,
            },
        };
    }

    private static void RequireOneLength(Figure[] figures, TokenPolicy tokens, Func<Matrix, int> length)
    {
        int[] lengths = [.. figures.Select(figure => length(figure.Panels[0].Values)).Distinct().Order()];
        if (lengths.Length > 1)
        {
            throw new AttnExtractException(
                $"The maps of the texts are of {lengths[0]} to {lengths[^1]} {tokens.Unit}s, and a mean needs as many of each: "
                + "give texts of one length, or choose positions that all have (--span).");
        }
    }

    private static ImmutableArray<string> Labels(ImmutableArray<string>[] labels) =>
    [
        .. labels[0].Select((label, i) => labels.All(other => other[i] == label) ? label : FormattableString.Invariant($"{i}")),
    ];

    private static ImmutableArray<AxisSegment> Segments(ImmutableArray<AxisSegment>[] segments) =>
        segments.All(other => other.SequenceEqual(segments[0])) ? segments[0] : [];
}
