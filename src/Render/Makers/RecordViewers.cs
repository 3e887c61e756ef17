using System.Collections.Immutable;
using AttnExtract.Extract;
using AttnExtract.Extract.Experiments.Differences;
using AttnExtract.Extract.Measures;
using AttnExtract.Ground;
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
    /// <param name="command">The command that draws the record as a figure; null to tell it from the record.</param>
    /// <param name="measureCommand">The same of what was measured, but for the name of the measure.</param>
    /// <param name="layers">The 0-based layers to show, in this order; null for all that were kept.</param>
    /// <param name="heads">The same of heads.</param>
    /// <param name="kind">The only kind of attention to show; null for every kind that was kept.</param>
    /// <exception cref="AttnExtractException">A layer, a head or the kind was not kept.</exception>
    public static ViewerPage ToViewer(
        this AttentionRecord record, IReadOnlyList<Measurement>? measured = null, ViewerCommand? command = null, ViewerCommand? measureCommand = null,
        IReadOnlyList<int>? layers = null, IReadOnlyList<int>? heads = null, AttentionKind? kind = null)
    {
        measured = (measured ?? []).Only(layers, heads);
        bool isOfKinds = measured.Select(one => one.Kind).Distinct().Count() > 1;
        IReadOnlyList<(AttentionRecord Part, LayersAndHeads Chosen)> parts =
            kind is null && record.Parts.Length > 1 ? KindFigures.PartsOf(record, layers, heads)
            : [(kind is null ? record : record.Of(kind), new(layers, heads))];
        return new()
        {
            Title = $"Attention of {record.Provenance.Model}",
            Model = record.Provenance.Model,
            Texts =
            [
                new(
                    Named(record),
                    [
                        .. parts.Where(one => one.Part.Layers.Count > 0).OrderByDescending(one => one.Part.Kind?.IsCross == true)
                            .Select(one => Attention(one.Part, command ?? RecordCommands.Figure(record), one.Chosen.Layers, one.Chosen.Heads)),
                        .. measured.Where(one => one.Measure.Shape is MeasureShape.HeadMaps or MeasureShape.LayerMaps or MeasureShape.Map)
                            .Select(one => Measured(one, record, measureCommand ?? RecordCommands.Measure(record)) with { Name = NameOf(one) }),
                    ])
                {
                    Scores =
                    [
                        .. measured.Where(one => one.Measure.Shape == MeasureShape.Tokens).Select(one => new ViewerScores(
                            NameOf(one), one.Measure.Title, [.. one.Values!.Values.Span], AxesOf(one, record).Keys, one.Measure.IsSigned)),
                    ],
                },
            ],
        };

        string NameOf(Measurement one) => isOfKinds ? $"{one.Kind} {one.Measure}" : one.Measure.Name;
    }

    /// <summary>A page of two runs: the second map less the first at the tokens that both have, and the maps of either.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="before">The command that draws the first run; null to tell it from its record.</param>
    /// <param name="after">The same of the second.</param>
    /// <param name="both">The command that draws the difference; null to tell from the records how to keep and compare them.</param>
    public static ViewerPage ToViewer(
        this RecordComparison comparison, ViewerCommand? before = null, ViewerCommand? after = null, ViewerCommand? both = null)
    {
        return new()
        {
            Title = $"Attention of {comparison.After.Provenance.Model}, before and after",
            Model = comparison.After.Provenance.Model,
            Texts =
            [
                new(
                    Named(comparison.After),
                    [
                        Difference(comparison, both ?? RecordCommands.Difference(comparison)),
                        Run(comparison.Before, before, "before"),
                        Run(comparison.After, after, "after"),
                    ]),
            ],
        };

        ViewerMaps Run(AttentionRecord record, ViewerCommand? command, string name) =>
            Attention(record, command ?? RecordCommands.Figure(record), comparison.Layers, comparison.Heads) with { Name = name };
    }

    /// <summary>One page of two runs of a model with several kinds of attention: their maps, named after the kind where there are several.</summary>
    /// <param name="comparisons">The comparisons, one a kind; at least one.</param>
    /// <param name="before">The command that draws the first run; null to tell it from its record.</param>
    /// <param name="after">The same of the second.</param>
    /// <param name="both">The command that draws the difference; null to tell from the records how to keep and compare them.</param>
    public static ViewerPage ToViewer(
        this IReadOnlyList<RecordComparison> comparisons, ViewerCommand? before = null, ViewerCommand? after = null, ViewerCommand? both = null)
    {
        ViewerPage[] pages = [.. comparisons.Select(comparison => comparison.ToViewer(before, after, both))];
        return pages is [ViewerPage only] ? only : pages[0] with
        {
            Texts = [pages[0].Texts[0] with { Maps = [.. pages.Zip(comparisons).SelectMany(one => Of(one.Second.After.Kind, one.First.Texts[0].Maps))] }],
        };

        static IEnumerable<ViewerMaps> Of(AttentionKind? kind, IEnumerable<ViewerMaps> maps) => maps.Select(one => one with { Name = $"{kind} {one.Name}" });
    }

    private static string Named(AttentionRecord record) =>
        Quotation.Lines([new(record.Source.Text, record.Source.Pair) { Target = record.Target?.Text }]);

    private static ViewerMaps Attention(AttentionRecord record, ViewerCommand command, IReadOnlyList<int>? layers, IReadOnlyList<int>? heads)
    {
        layers = RecordFigures.Captured("layer", layers, record.Layers, record.Provenance.LayerCount);
        heads = RecordFigures.Captured("head", heads, record.Heads, record.Provenance.HeadCount);
        bool hasAll = heads.SequenceEqual(record.Heads);
        return new()
        {
            Name = record.Kind?.Name ?? "attention",
            Title = record.Kind is { } kind ? $"{Weight} {kind.Meaning}" : Weight,
            Caption = Caption(record.Provenance, Quotation.Of(record)),
            Queries = record.Queries,
            Keys = record.Keys,
            Layers = [.. layers],
            Heads = [.. heads],
            Arrays = [.. layers.Select(layer => Seen(
                hasAll ? record.Pattern(layer) : DenseArray.Stack([.. heads.Select(head => record.Pattern(layer, head))]), record.HiddenIn(layer)?.Cells))],
            Command = command.With(record.Kind is { } one ? ["--attention", one.Name] : []) with
            {
                Layers = command.ReadsFile ? [.. record.Layers] : Numbers(record.Provenance.LayerCount),
                Heads = command.ReadsFile ? [.. record.Heads] : Numbers(record.Provenance.HeadCount),
            },
        };
    }

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

    private static ViewerMaps Measured(Measurement measured, AttentionRecord record, ViewerCommand command)
    {
        bool isOfLayers = measured.Measure.Shape != MeasureShape.Map;
        bool isOfHeads = measured.Measure.Shape == MeasureShape.HeadMaps;
        Matrix whole = isOfLayers ? new(0, 0, Array.Empty<float>()) : MeasurementFigures.Drawn(measured);
        (RecordText queries, RecordText keys) = AxesOf(measured, record);
        return new()
        {
            Name = measured.Measure.Name,
            Title = measured.Measure.Title,
            Caption = $"{Caption(measured.Provenance, MeasurementFigures.TextOf(measured))} · {measured.DefinedBy}",
            Queries = queries,
            Keys = keys,
            Layers = isOfLayers ? measured.LayerNumbers : null,
            Heads = isOfHeads ? measured.HeadNumbers : null,
            Arrays = isOfLayers
                ? [.. measured.Layers.Select((layer, i) => Seen(layer, measured.HiddenIn(i)))]
                : [Seen(new(Array.ConvertAll(whole.Numbers().ToArray(), value => (float)value), whole.Rows, whole.Columns), measured.HiddenIn(0))],
            IsSigned = measured.Measure.IsSigned,
            Command = command.With(["--kind", measured.Measure.Name, .. measured.Kind is { } kind ? ["--attention", kind.Name] : Array.Empty<string>()]) with
            {
                Layers = isOfLayers ? Numbers(measured.Provenance.LayerCount) : null,
                Heads = isOfHeads ? Numbers(measured.Provenance.HeadCount) : null,
                TakesTokens = false,
            },
        };
    }

    // Those of the record where they are the same, so that the page keeps them once.
    private static (RecordText Queries, RecordText Keys) AxesOf(Measurement measured, AttentionRecord record)
    {
        RecordText[] known = [.. record.Parts.SelectMany(part => (RecordText[])[part.Queries, part.Keys])];
        RecordText queries = Known(new(measured.Text, measured.Pair, measured.Tokens));
        return (queries, measured.Keys is { } keys ? Known(keys) : queries);

        RecordText Known(RecordText text) => known.FirstOrDefault(one => one.Tokens.SequenceEqual(text.Tokens)) ?? text;
    }

    private static ViewerMaps Difference(RecordComparison comparison, ViewerCommand command)
    {
        AttentionRecord after = comparison.After;
        RecordText queries = Aligned(after.Queries, [.. comparison.AlignedTokens.Select(pair => (pair.Before, after.RowOf(pair.After)))]);
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
                .. comparison.Layers.Select(layer =>
                    Seen(DenseArray.Stack([.. comparison.Heads.Select(head => comparison.Difference(layer, head))]), comparison.HiddenIn(layer))),
            ],
            IsSigned = true,
            Command = command.With(after.Kind is { } kind ? ["--attention", kind.Name] : []) with
            {
                Layers = [.. comparison.Before.Layers.Intersect(after.Layers)],
                Heads = [.. comparison.Before.Heads.Intersect(after.Heads)],
                TakesTokens = false,
                TakesSharing = false,
            },
        };
    }

    private static RecordText Aligned(RecordText text, ImmutableArray<(int Before, int After)> pairs) =>
        text with { Tokens = [.. pairs.Select(pair => text.Tokens[pair.After])] };

    private static ImmutableArray<int> Numbers(int count) => [.. Enumerable.Range(0, count)];

    private static string Caption(Provenance provenance, CaptionPart of)
    {
        ProvenanceCaption origin = ProvenanceCaption.OfText(provenance);
        return string.Join(" · ", origin.Parts.Prepend(of).Prepend(origin.Model).Select(part => part.Text));
    }
}
