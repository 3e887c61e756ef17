using System.Collections.Immutable;
using AttnExtract.Extract;
using AttnExtract.Ground;
using AttnExtract.Render.Tokens;
using AttnExtract.Render.Words;

namespace AttnExtract.Render;

/// <summary>Turns what a text looked like inside a model into figures.</summary>
public static class RecordFigures
{
    /// <summary>The attention maps of a record: one panel for every layer and head asked for, a row of panels a layer.</summary>
    /// <param name="record">The record.</param>
    /// <param name="layers">The 0-based layers to show, in that order; null for all that were captured.</param>
    /// <param name="heads">The 0-based heads to show, in that order; null for all that were captured.</param>
    /// <param name="tokens">Which tokens are shown and how; null for all as they are.</param>
    /// <param name="means">Which averages of the maps are shown besides.</param>
    /// <exception cref="AttnExtractException">A layer or head was not captured, or no token is left.</exception>
    public static Figure ToFigure(
        this AttentionRecord record,
        IReadOnlyList<int>? layers = null,
        IReadOnlyList<int>? heads = null,
        TokenPolicy? tokens = null,
        MeanPanels means = MeanPanels.None)
    {
        layers = Captured("layer", layers, record.Layers, record.Provenance.LayerCount);
        heads = Captured("head", heads, record.Heads, record.Provenance.HeadCount);
        tokens ??= TokenPolicy.Plain;
        TokenView view = new(record, tokens);
        ImmutableArray<Panel> panels = MapPanels.Of(record, layers, heads, view, means);
        HeadGrid grid = new(layers, heads);
        return new()
        {
            Panels = panels,
            RowHeadings = means == MeanPanels.Only ? [] : [.. grid.RowHeadings, .. Mean(grid, means, MeanPanels.Layers)],
            ColumnHeadings = means == MeanPanels.Only ? [] : [.. grid.ColumnHeadings, .. Mean(grid, means, MeanPanels.Heads)],
            RowLabels = view.Queries.Labels,
            ColumnLabels = view.Keys.Labels,
            RowSegments = view.Queries.Segments,
            ColumnSegments = view.Keys.Segments,
            Scale = new() { Vmin = 0 },
            ColorBar = new() { Label = "attention weight" },
            Caption = Caption(
                ProvenanceCaption.OfText(record.Provenance), Quotation.Of(record), Shown(layers, heads, record.Kind), view, means, panels),
            Source = FigureSource.Of(record) with { Policy = tokens.Describe() },
        };
    }

    /// <summary>One attention map, large.</summary>
    /// <exception cref="AttnExtractException">The layer or head was not captured.</exception>
    public static Figure ToFigure(this AttentionRecord record, int layer, int head) => record.ToFigure([layer], [head]);

    /// <summary>What the caption says about the maps of some layers and heads.</summary>
    internal static string Shown(IReadOnlyList<int> layers, IReadOnlyList<int> heads, AttentionKind? kind = null) =>
        $"attention{(kind is null ? "" : $" {kind.Meaning}")}, layer{(layers.Count > 1 ? "s" : "")} {IndexSet.Text(layers)}, "
        + $"head{(heads.Count > 1 ? "s" : "")} {IndexSet.Text(heads)} (layers and heads 0-based)";

    private static string[] Mean(HeadGrid grid, MeanPanels means, MeanPanels which) =>
        grid.IsTable && means.HasFlag(which) ? ["mean"] : [];

    /// <summary>The layers or heads that are shown: those that are wanted, else all that were kept.</summary>
    /// <exception cref="AttnExtractException">One was not kept, or none was.</exception>
    internal static IReadOnlyList<int> Captured(string kind, IReadOnlyList<int>? wanted, IReadOnlyList<int> captured, int total)
    {
        foreach (int number in wanted ?? [])
        {
            if (!captured.Contains(number))
            {
                throw new AttnExtractException(number >= 0 && number < total
                    ? $"The maps of {kind} {number} were not captured; this record has {kind}s {IndexSet.Text(captured)}: "
                        + "choose among them or capture again."
                    : $"There is no {kind} {number}; the model has {kind}s 0-{total - 1}, "
                        + $"and this record holds {IndexSet.Text(captured)}.");
            }
        }

        return wanted is { Count: > 0 } ? wanted
            : captured.Count > 0 ? captured
            : throw new AttnExtractException("This record holds no attention map; capture 'layers.*.attention.pattern'.");
    }

    /// <summary>The caption of attention maps.</summary>
    internal static ImmutableArray<CaptionPart> Caption(
        ProvenanceCaption origin, CaptionPart of, string shown, TokenView view, MeanPanels means, ImmutableArray<Panel> panels) =>
        [
            origin.Model,
            of,
            new(shown, CaptionRole.Shown),
            new("rows attend to columns"),
            .. view.Caption,
            .. TokenView.CaptionOfHidden(panels),
            .. means == MeanPanels.None ? Array.Empty<CaptionPart>()
                : [new(means == MeanPanels.Only ? "the mean of these maps" : "mean: average of the maps shown")],
            .. origin.Parts,
        ];
}
