using System.Collections.Immutable;
using AttnExtract.Extract;
using AttnExtract.Render.Tokens;

namespace AttnExtract.Render;

/// <summary>Shows every kind of attention of a model with an encoder and a decoder in one figure.</summary>
public static class KindFigures
{
    /// <summary>
    /// The maps of every kind that was captured, each with labels of its own: kind below kind, a row of panels a layer; side by side where each
    /// kind has one.
    /// </summary>
    /// <inheritdoc cref="RecordFigures.ToFigure(AttentionRecord, IReadOnlyList{int}?, IReadOnlyList{int}?, TokenPolicy?, MeanPanels)"/>
    public static Figure ToKindsFigure(
        this AttentionRecord record,
        IReadOnlyList<int>? layers = null,
        IReadOnlyList<int>? heads = null,
        TokenPolicy? tokens = null,
        MeanPanels means = MeanPanels.None)
    {
        List<Panel> panels = [];
        List<string> shown = [];
        Figure? last = null;
        foreach (AttentionRecord part in record.Parts)
        {
            IReadOnlyList<int>? own = There(layers, part.Layers);
            IReadOnlyList<int>? ownHeads = There(heads, part.Heads);
            last = part.ToFigure(own, ownHeads, tokens, means);
            int below = panels.Count == 0 ? 0 : panels.Max(panel => panel.Row) + 1;
            panels.AddRange(last.Panels.Select(panel => panel with
            {
                Row = below + panel.Row,
                Title = $"{part.Kind} {panel.Title}",
                Name = $"{part.Kind}-{panel.Name}",
                RowLabels = last.RowLabels,
                ColumnLabels = last.ColumnLabels,
            }));
            shown.Add(RecordFigures.Shown(own ?? part.Layers, ownHeads ?? part.Heads, part.Kind));
        }

        bool isRow = panels.Count == record.Parts.Length;
        ImmutableArray<Panel> placed = [.. panels.Select((panel, i) => isRow ? panel with { Row = 0, Column = i } : panel)];
        return last! with
        {
            Panels = placed,
            Labels = isRow ? LabelPlacement.Every : last.Labels,
            RowHeadings = [],
            ColumnHeadings = [],
            RowSegments = [],
            ColumnSegments = [],
            Caption =
            [
                .. last.Caption.Select(part => part.Role == CaptionRole.Shown ? part with { Text = string.Join("; ", shown) } : part),
                .. TokenView.CaptionOfHidden(placed),
            ],
        };
    }

    // What is asked for need not be in every stack, but somewhere.
    private static IReadOnlyList<int>? There(IReadOnlyList<int>? wanted, IReadOnlyList<int> captured) =>
        wanted is null || !wanted.Any(captured.Contains) ? null : [.. wanted.Where(captured.Contains)];
}
