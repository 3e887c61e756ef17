using System.Collections.Immutable;
using System.Globalization;
using AttnExtract.Extract;
using AttnExtract.Extract.Measures;
using AttnExtract.Render.Scales;
using AttnExtract.Render.Tokens;
using AttnExtract.Render.Words;

namespace AttnExtract.Render;

/// <summary>Turns what measures gave for a text into figures.</summary>
public static class MeasurementFigures
{
    /// <summary>
    /// One measure in the grid of attention maps: a panel for every layer and head, or for every layer, or one. Several measures of
    /// one text stand below each other, each on a scale of its own; several kinds of attention kind below kind.
    /// </summary>
    /// <param name="measurements">What came of one text: a measure each, or of several kinds of attention a measure and kind each; at least one.</param>
    /// <param name="layers">The 0-based layers to show; null for all.</param>
    /// <param name="heads">The 0-based heads to show; null for all.</param>
    /// <exception cref="Ground.AttnExtractException">A layer or head does not exist.</exception>
    public static Figure ToFigure(
        this IReadOnlyList<Measurement> measurements, IReadOnlyList<int>? layers = null, IReadOnlyList<int>? heads = null)
    {
        measurements = measurements.Only(layers, heads);
        return OfKinds(measurements, kind => ToFigure(kind, NamesOf(measurements)));
    }

    /// <summary>A figure of what was measured, of several kinds of attention kind below kind; its caption tells of all.</summary>
    /// <param name="measurements">What came of one text, a measure each, or a measure and kind each.</param>
    /// <param name="toFigure">Makes the figure of one kind, without a caption.</param>
    internal static Figure OfKinds(IReadOnlyList<Measurement> measurements, Func<IReadOnlyList<Measurement>, Figure> toFigure)
    {
        Measurement[][] kinds = [.. measurements.GroupBy(measurement => measurement.Kind).Select(kind => kind.ToArray())];
        Figure whole = kinds is [Measurement[] only] ? toFigure(only)
            : KindFigures.Stacked(kinds.Select(kind => (kind[0].Kind, Scaled(kind[0].Kind, toFigure(kind)))));
        return whole with
        {
            ColorBar = kinds.Length > 1 ? whole.ColorBar with { Label = "" } : whole.ColorBar,
            Subject = string.Join(", ", NamesOf(measurements).Select(measure => measure.Title)),
            Caption = [.. Caption(measurements), .. TokenView.CaptionOfHidden(whole.Panels)],
            Source = SourceOf(measurements[^1]),
        };
    }

    // Another kind of attention may have another definition, and numbers of another size.
    private static Figure Scaled(AttentionKind? kind, Figure figure) => figure with
    {
        Panels = [.. figure.Panels.Select(panel => panel with { Measure = $"{kind} {panel.Measure}".Trim() })],
    };

    private static Figure ToFigure(IReadOnlyList<Measurement> measurements, IReadOnlyList<Measure> names)
    {
        Measurement first = measurements[0];
        ImmutableArray<string> keys = [.. first.KeyTokens.Select(token => token.Text)];
        bool isMixed = names.Select(measure => measure.IsSigned).Distinct().Count() > 1;
        List<Panel> panels = [];
        foreach (Measurement measurement in measurements)
        {
            int row = panels.Count == 0 ? 0 : panels[^1].Row + 1;
            string measure = names.Count > 1 ? measurement.Measure.Name : "";
            panels.AddRange(PanelsOf(measurement, keys, row, measure.Length > 0 ? measure + " " : "")
                .Select(panel => panel with { Measure = measure, Scale = isMixed ? ScaleOf(measurement.Measure) : null }));
        }

        return new()
        {
            Panels = [.. panels],
            RowLabels = [.. first.Tokens.Select(token => token.Text)],
            ColumnLabels = keys,
            Scale = isMixed ? new() : ScaleOf(first.Measure),
            ColorBar = new() { Label = names.Count == 1 ? first.Measure.Title : "" },
        };
    }

    // A measure of several kinds of attention is named once.
    private static Measure[] NamesOf(IEnumerable<Measurement> measurements) => [.. measurements.Select(measurement => measurement.Measure).Distinct()];

    /// <summary>What a measure's figures are made of.</summary>
    internal static FigureSource SourceOf(Measurement first) =>
        new(first.Text, first.Pair, [.. first.Tokens.Select(token => token.Text)], first.Provenance)
        {
            KeyText = first.Keys is null ? null : Quotation.Lines([new(first.Keys.Text, first.Keys.Pair)]),
            KeyTokens = first.Keys is null ? [] : [.. first.Keys.Tokens.Select(token => token.Text)],
        };

    /// <summary>The text that was measured, and what it attends to where that is another.</summary>
    internal static CaptionPart TextOf(Measurement first) => Quotation.Of(new RecordText(first.Text, first.Pair, first.Tokens), first.Keys);

    /// <summary>The same of several kinds of attention: what the encoder read, and the decoder.</summary>
    internal static CaptionPart TextOf(IReadOnlyList<Measurement> measurements)
    {
        Measurement first = measurements[0];
        return measurements.LastOrDefault(measurement => measurement.Kind != first.Kind) is { } other
            ? Quotation.Of([new TextPair(other.Keys?.Text ?? first.Text, other.Keys?.Pair ?? first.Pair) { Target = other.Text }])
            : TextOf(first);
    }

    /// <summary>What a caption says of where they come from.</summary>
    internal static ProvenanceCaption OriginOf(IReadOnlyList<Measurement> measurements) => ProvenanceCaption.OfText(measurements[^1].Provenance)
        .OfKinds(measurements.Select(measurement => (measurement.Kind, measurement.Provenance)));

    /// <summary>The colours and limits that go with a measure.</summary>
    internal static ScaleOptions ScaleOf(Measure measure) => measure.IsSigned ? ScaleOptions.AroundZero : new() { Vmin = 0 };

    private static IEnumerable<Panel> PanelsOf(Measurement measurement, ImmutableArray<string> keys, int row, string prefix)
    {
        HeadGrid grid = new(measurement.LayerNumbers, measurement.HeadNumbers);
        switch (measurement.Measure.Shape)
        {
            case MeasureShape.HeadMaps:
                return grid.Panels(
                    (layer, head) => measurement.Layers[measurement.LayerNumbers.IndexOf(layer)][measurement.HeadNumbers.IndexOf(head)],
                    layer => measurement.HiddenIn(measurement.LayerNumbers.IndexOf(layer)),
                    row,
                    prefix);
            case MeasureShape.LayerMaps:
                return measurement.LayerNumbers.Select((layer, column) =>
                    new Panel(row, column, $"{prefix}L{layer}", Matrix.Of(measurement.Layers[column], measurement.HiddenIn(column))));
            case MeasureShape.Heads:
                return
                [
                    new Panel(row, 0, prefix.TrimEnd(), Matrix.Of(measurement.Values!))
                    {
                        RowLabels = grid.RowLabels,
                        ColumnLabels = grid.ColumnLabels,
                    },
                ];
            case MeasureShape.Tokens:
                return [new Panel(row, 0, prefix.TrimEnd(), new Matrix(1, keys.Length, measurement.Values!.Values)) { RowLabels = [""] }];
            default:
                Matrix drawn = Drawn(measurement);
                return [new Panel(row, 0, prefix.TrimEnd(), measurement.HiddenIn(0) is { } hidden ? drawn.Hiding(hidden) : drawn)];
        }
    }

    // The identity would be all that is seen: a diagonal of ones, beside which what was found is nothing.
    internal static Matrix Drawn(Measurement measurement)
    {
        DenseArray values = measurement.Values!;
        if (!measurement.StartsFromIdentity)
        {
            return Matrix.Of(values);
        }

        float[] rest = values.Values.ToArray();
        for (int i = 0; i < values.Shape[0]; i++)
        {
            rest[(i * values.Shape[1]) + i] -= 1;
        }

        return new(values.Shape[0], values.Shape[1], rest);
    }

    private static ImmutableArray<CaptionPart> Caption(IReadOnlyList<Measurement> measurements)
    {
        AttentionKind?[] kinds = [.. measurements.Select(measurement => measurement.Kind).Distinct()];
        ProvenanceCaption origin = OriginOf(measurements);
        List<CaptionPart> parts =
        [
            origin.Model,
            TextOf(measurements),
            new(string.Join("; ", measurements.GroupBy(measurement => measurement.Measure).Select(of =>
                $"{of.Key.Name}: {of.Key.Title} ({string.Join("; ", of.Select(measurement => measurement.DefinedBy).Distinct())})"))
                + (kinds[0] is null ? "" : $", attention {string.Join(", ", kinds.Select(kind => kind!.Meaning))}") + " (layers and heads 0-based)"),
        ];
        foreach (Measure measure in NamesOf(measurements.Where(measurement => measurement.StartsFromIdentity)))
        {
            parts.Add(new($"{measure.Name} without the identity that it starts from"));
        }

        string[] scales = [.. NamesOf(measurements).Skip(1).Take(1).Select(_ => "measure"), .. kinds.Skip(1).Take(1).Select(_ => "kind of attention")];
        if (scales.Length > 0)
        {
            parts.Add(new($"one colour scale a {string.Join(" and ", scales)}, which the bars name"));
        }

        if (measurements[0].Target is { } target)
        {
            parts.Add(new($"of the {target}"));
        }

        foreach (Measurement measurement in measurements.Where(measurement => measurement.Completeness is not null))
        {
            Completeness completeness = measurement.Completeness!;
            parts.Add(new(string.Create(
                CultureInfo.InvariantCulture,
                $"{Prefix(measurement)}{completeness.Steps} steps; sum {completeness.Sum:0.0000}, F(text) − F(baseline) {completeness.Difference:0.0000}")));
        }

        foreach (Measurement measurement in measurements.Where(measurement => measurement.Faithfulness is not null))
        {
            Faithfulness faithfulness = measurement.Faithfulness!;
            parts.Add(new(string.Create(
                CultureInfo.InvariantCulture,
                $"{Prefix(measurement)}{measurement.Measure.Name}: Spearman with blank-out {faithfulness.Spearman:0.00}, "
                + $"comprehensiveness {faithfulness.Comprehensiveness:0.000}, sufficiency {faithfulness.Sufficiency:0.000}")));
        }

        return [.. parts, .. origin.Parts];

        string Prefix(Measurement measurement) => kinds.Length > 1 ? $"{measurement.Kind} " : "";
    }
}
