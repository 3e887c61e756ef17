using System.Collections.Immutable;
using AttnExtract.Extract;
using AttnExtract.Ground;
using AttnExtract.Render.Tokens;
using AttnExtract.Render.Words;

namespace AttnExtract.Render;

/// <summary>Shows every kind of attention of a model with an encoder and a decoder in one figure.</summary>
public static class KindFigures
{
    /// <summary>
    /// The maps of every kind that was captured, each with labels of its own: kind below kind, a row of panels a layer; side by side where each
    /// kind has one. A kind that has none of the layers or heads asked for is left out.
    /// </summary>
    /// <inheritdoc cref="RecordFigures.ToFigure(AttentionRecord, IReadOnlyList{int}?, IReadOnlyList{int}?, TokenPolicy?, MeanPanels)"/>
    public static Figure ToKindsFigure(
        this AttentionRecord record,
        IReadOnlyList<int>? layers = null,
        IReadOnlyList<int>? heads = null,
        TokenPolicy? tokens = null,
        MeanPanels means = MeanPanels.None)
    {
        IReadOnlyList<(AttentionRecord Part, LayersAndHeads Chosen)> parts = PartsOf(record, layers, heads);
        Figure whole = Stacked(parts.Select(part => (part.Part.Kind, part.Part.ToFigure(part.Chosen.Layers, part.Chosen.Heads, tokens, means))));
        string shown = string.Join(
            "; ",
            parts.Select(part => RecordFigures.Shown(
                part.Chosen.Layers ?? part.Part.Layers, part.Chosen.Heads ?? part.Part.Heads, part.Part.Kind)));
        ProvenanceCaption last = ProvenanceCaption.OfText(parts[^1].Part.Provenance);
        return whole with
        {
            Caption =
            [
                .. whole.Caption.Except(last.Parts).Select(part => part.Role == CaptionRole.Shown ? part with { Text = shown } : part),
                .. last.OfKinds(parts.Select(part => (part.Part.Kind, part.Part.Provenance))).Parts,
                .. TokenView.CaptionOfHidden(whole.Panels),
            ],
        };
    }

    /// <summary>The kinds of attention that have any of the chosen layers and heads, and which of them; the record itself where no map was kept.</summary>
    /// <exception cref="AttnExtractException">No kind has.</exception>
    internal static IReadOnlyList<(AttentionRecord Part, LayersAndHeads Chosen)> PartsOf(
        AttentionRecord record, IReadOnlyList<int>? layers, IReadOnlyList<int>? heads) =>
        record.Parts.All(part => part.Layers.Count == 0 || part.Heads.Count == 0)
            ? [(record, new(layers, heads))]
            : new LayersAndHeads(layers, heads).Among(record.Parts, part => new(part.Layers, part.Heads));

    /// <summary>Figures of several kinds of attention, kind below kind, each with labels of its own; the rest is the last one's.</summary>
    /// <param name="figures">One a kind, alike in all but their panels and labels.</param>
    internal static Figure Stacked(IEnumerable<(AttentionKind? Kind, Figure Figure)> figures)
    {
        List<Panel> panels = [];
        Figure? last = null;
        int count = 0;
        foreach ((AttentionKind? kind, Figure figure) in figures)
        {
            last = figure;
            count++;
            int below = panels.Count == 0 ? 0 : panels.Max(panel => panel.Row) + 1;
            panels.AddRange(figure.Panels.Select(panel => panel with
            {
                Row = below + panel.Row,
                Title = $"{kind} {panel.Title}".Trim(),
                Name = $"{kind}-{panel.Name}",
                RowLabels = panel.RowLabels ?? figure.RowLabels,
                ColumnLabels = panel.ColumnLabels ?? figure.ColumnLabels,
            }));
        }

        bool isRow = panels.Count == count;
        ImmutableArray<Panel> placed = [.. panels.Select((panel, i) => isRow ? panel with { Row = 0, Column = i } : panel)];
        return last! with
        {
            Panels = placed,
            Labels = isRow ? LabelPlacement.Every : last.Labels,
            RowHeadings = [],
            ColumnHeadings = [],
            RowSegments = [],
            ColumnSegments = [],
        };
    }

    /// <summary>One caption of several kinds' own: what all say once, and what they say each, in the places where they say it.</summary>
    internal static ImmutableArray<CaptionPart> Captions(IReadOnlyList<Figure> figures) =>
        figures.Select(figure => figure.Caption.Length).Distinct().Count() > 1
            ? [.. figures.SelectMany(figure => figure.Caption).Distinct()]
            :
            [
                .. figures[0].Caption.Select((part, i) => part with
                {
                    Text = string.Join("; ", figures.Select(figure => figure.Caption[i].Text).Distinct()),
                }),
            ];
}
