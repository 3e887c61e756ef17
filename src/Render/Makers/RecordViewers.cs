using System.Collections.Immutable;
using AttnExtract.Extract;
using AttnExtract.Extract.Experiments.Differences;
using AttnExtract.Extract.Measures;
using AttnExtract.Render.Viewer;
using AttnExtract.Render.Words;

namespace AttnExtract.Render;

/// <summary>Turns what a text looked like inside a model into a page to look around in.</summary>
public static class RecordViewers
{
    private const string Weight = "attention weight";

    /// <summary>A page of a record: its maps, those of every kind where a model has several, and what was measured besides.</summary>
    /// <param name="record">The record.</param>
    /// <param name="measured">Measures of the same text.</param>
    /// <param name="source">The words by which a command line names the record: its text and model, or a file; null to tell them from the record.</param>
    /// <param name="measuredSource">The same of what was measured, which is a text always.</param>
    public static ViewerPage ToViewer(
        this AttentionRecord record, IReadOnlyList<Measurement>? measured = null, IReadOnlyList<string>? source = null,
        IReadOnlyList<string>? measuredSource = null)
    {
        measured ??= [];
        return new()
        {
            Title = $"Attention of {record.Provenance.Model}",
            Texts =
            [
                new(
                    Quotation.Lines([new(record.Source.Text, record.Source.Pair)]),
                    [
                        .. record.Parts.Where(part => part.Layers.Count > 0).OrderByDescending(part => part.Kind?.IsCross == true)
                            .Select(part => Attention(part, source ?? SourceOf(record))),
                        .. measured.Where(one => one.Measure.Shape is MeasureShape.HeadMaps or MeasureShape.LayerMaps or MeasureShape.Map)
                            .Select(one => Measured(one, record, measuredSource ?? SourceOf(record))),
                    ])
                {
                    Scores =
                    [
                        .. measured.Where(one => one.Measure.Shape == MeasureShape.Tokens).Select(one => new ViewerScores(
                            one.Measure.Name, one.Measure.Title, [.. one.Values!.Values.Span], one.Measure.IsSigned)),
                    ],
                },
            ],
        };
    }

    /// <summary>A page of two runs: the second map less the first at the tokens that both have, and the maps of either.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="before">The words by which a command line names the first run; null to tell them from its record.</param>
    /// <param name="after">The same of the second.</param>
    /// <param name="both">The words by which it names the two files.</param>
    public static ViewerPage ToViewer(
        this RecordComparison comparison, IReadOnlyList<string>? before = null, IReadOnlyList<string>? after = null,
        IReadOnlyList<string>? both = null) => new()
        {
            Title = $"Attention of {comparison.After.Provenance.Model}, before and after",
            Texts =
        [
            new(
                Quotation.Lines([new(comparison.After.Source.Text, comparison.After.Source.Pair)]),
                [
                    Difference(comparison, both ?? ["BEFORE", "AFTER"]),
                    Attention(comparison.Before, before ?? SourceOf(comparison.Before)) with { Name = "before" },
                    Attention(comparison.After, after ?? SourceOf(comparison.After)) with { Name = "after" },
                ]),
        ],
        };

    private static ViewerMaps Attention(AttentionRecord record, IReadOnlyList<string> source) => new()
    {
        Name = record.Kind?.Name ?? "attention",
        Title = record.Kind is { } kind ? $"{Weight} {kind.Meaning}" : Weight,
        Caption = Caption(record.Provenance, Quotation.Of(record)),
        Queries = record.Queries,
        Keys = record.Keys,
        Layers = [.. record.Layers],
        Heads = [.. record.Heads],
        Arrays = [.. record.Layers.Select(layer => Seen(record.Pattern(layer), HiddenIn(record, layer)))],
        Command = new(["figure", .. source, .. record.Kind is { } one ? ["--attention", one.Name] : Array.Empty<string>()]),
    };

    // What a query cannot see has no number, as in figures.
    private static DenseArray Seen(DenseArray maps, ImmutableArray<bool>? hidden)
    {
        if (hidden is not { } cells)
        {
            return maps;
        }

        float[] values = maps.Values.ToArray();
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = cells[i % cells.Length] ? float.NaN : values[i];
        }

        return new(values, [.. maps.Shape]);
    }

    private static ImmutableArray<bool>? HiddenIn(AttentionRecord record, int layer) => record.HiddenIn(layer) is { } hidden
        ? [.. Enumerable.Range(0, record.Tokens.Count).SelectMany(query => record.Keys.Tokens.Select((_, key) => hidden[query, key]))]
        : null;

    private static ViewerMaps Measured(Measurement measured, AttentionRecord record, IReadOnlyList<string> source)
    {
        bool isOfLayers = measured.Measure.Shape != MeasureShape.Map;
        Matrix whole = isOfLayers ? new(0, 0, Array.Empty<float>()) : MeasurementFigures.Drawn(measured);
        return new()
        {
            Name = measured.Measure.Name,
            Title = measured.Measure.Title,
            Caption = $"{Caption(measured.Provenance, Quotation.Of(measured.Text, measured.Pair))} · {measured.Measure.Source}",
            Queries = record.Queries,
            Keys = record.Keys,
            Layers = isOfLayers ? measured.LayerNumbers : null,
            Heads = measured.Measure.Shape == MeasureShape.HeadMaps ? measured.HeadNumbers : null,
            Arrays = isOfLayers
                ? [.. measured.Layers]
                : [new(Array.ConvertAll(whole.Numbers().ToArray(), value => (float)value), whole.Rows, whole.Columns)],
            IsSigned = measured.Measure.IsSigned,
            Command = new(["measure", .. source, "--kind", measured.Measure.Name])
            {
                TakesHeads = isOfLayers,
                TakesTokens = false,
            },
        };
    }

    private static ViewerMaps Difference(RecordComparison comparison, IReadOnlyList<string> source)
    {
        AttentionRecord after = comparison.After;
        RecordText queries = Aligned(after.Queries, comparison.AlignedTokens);
        return new()
        {
            Name = "difference",
            Title = $"{Weight}, after − before",
            Caption = Caption(after.Provenance, Quotation.Of(after)),
            Queries = queries,
            Keys = comparison.Before.HasOtherKeys || after.HasOtherKeys ? Aligned(after.Keys, comparison.AlignedKeys) : queries,
            RowLabels = comparison.Labels,
            ColumnLabels = comparison.KeyLabels,
            Layers = comparison.Layers,
            Heads = comparison.Heads,
            Arrays =
            [
                .. comparison.Layers.Select(layer => Seen(new DenseArray(
                    comparison.Heads.SelectMany(head => comparison.Difference(layer, head).Values.ToArray()).ToArray(),
                    comparison.Heads.Length, comparison.AlignedTokens.Length, comparison.AlignedKeys.Length), comparison.HiddenIn(layer))),
            ],
            IsSigned = true,
            Command = new(["diff", .. source]) { TakesTokens = false, TakesSharing = false },
        };
    }

    private static RecordText Aligned(RecordText text, ImmutableArray<(int Before, int After)> pairs) =>
        text with { Tokens = [.. pairs.Select(pair => text.Tokens[pair.After])] };

    // Whoever draws it by a command line says which folder the model is in.
    private static string[] SourceOf(AttentionRecord record) =>
    [
        record.Source.Text,
        .. record.Source.Pair is { } pair ? ["--pair", pair] : Array.Empty<string>(),
        .. record.Target is { } target ? ["--target", target.Text] : Array.Empty<string>(),
        "--model",
        record.Provenance.Model,
    ];

    private static string Caption(Provenance provenance, CaptionPart of)
    {
        ProvenanceCaption origin = ProvenanceCaption.OfText(provenance);
        return string.Join(" · ", origin.Parts.Prepend(of).Prepend(origin.Model).Select(part => part.Text));
    }
}
