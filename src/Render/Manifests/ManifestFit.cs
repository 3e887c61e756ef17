using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Render.Scales;

namespace AttnExtract.Render.Manifests;

/// <summary>
/// Whether the parts of a manifest go together: labels with rows and columns, headings with panels, annotations and
/// limits with numbers.
/// </summary>
internal static class ManifestFit
{
    private const double MostDifference = 1e-9;

    /// <summary>Refuses a figure whose parts do not.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="root">The document that it was read from.</param>
    /// <exception cref="AttnExtractException">They do not; the message says which.</exception>
    public static void Require(Figure figure, JsonPart root)
    {
        JsonPart[] panels = [.. root.Get("panels").Items()];
        if (panels.Length == 0)
        {
            throw root.Get("panels").Expected("at least one panel");
        }

        RequireAtMost(root.Get("rowHeadings"), figure.RowHeadings, figure.Panels.Max(panel => panel.Row) + 1);
        RequireAtMost(root.Get("columnHeadings"), figure.ColumnHeadings, figure.Panels.Max(panel => panel.Column) + 1);
        RequireWithin(root.Get("rowSegments"), figure.RowSegments, figure.Panels.Min(panel => panel.Values.Rows));
        RequireWithin(root.Get("columnSegments"), figure.ColumnSegments, figure.Panels.Min(panel => panel.Values.Columns));
        foreach ((Panel panel, JsonPart part) in figure.Panels.Zip(panels))
        {
            RequireFit(figure, panel, root, part);
        }

        foreach ((ColorScale scale, JsonPart part) in root.Get("scale").Made(() => FigureScales.Resolve(figure)).Zip(panels))
        {
            RequireLimit(part.Find("vmin"), scale.Norm.Vmin);
            RequireLimit(part.Find("vmax"), scale.Norm.Vmax);
        }
    }

    // They are there to be read: what is drawn follows from the numbers and the scale, by sums whose last digit may be another elsewhere.
    private static void RequireLimit(JsonPart? part, double limit)
    {
        if (part is { } written && Math.Abs(written.AsFinite() - limit) > MostDifference * Math.Abs(limit))
        {
            throw written.Expected(FormattableString.Invariant($"{limit}, which follows from the numbers and 'scale', where limits are set"));
        }
    }

    private static void RequireFit(Figure figure, Panel panel, JsonPart root, JsonPart part)
    {
        (int rows, int columns) = (panel.Values.Rows, panel.Values.Columns);
        if (panel.HasRowLabels)
        {
            RequireNoneOr(part.Find("rowLabels") ?? root.Get("rowLabels"), panel.RowLabels ?? figure.RowLabels, rows);
        }

        if (panel.HasColumnLabels)
        {
            RequireNoneOr(part.Find("columnLabels") ?? root.Get("columnLabels"), panel.ColumnLabels ?? figure.ColumnLabels, columns);
        }

        if (panel.Flow is { } flow && (rows != 1 || flow.Pieces.Length != columns))
        {
            throw part.Get(ManifestFlow.Name).Wrong($"should have a piece for each number of one row, not {flow.Pieces.Length} for {rows} × {columns}");
        }

        if (panel.AnnotationTexts is { } texts && texts.Length != rows * columns)
        {
            throw part.Get("annotationTexts").Wrong($"should have a text for each of {rows * columns} cells, not {texts.Length} of them");
        }

        if (panel.Annotations is { } own && (own.Rows != rows || own.Columns != columns))
        {
            throw part.Get("annotations").Wrong(
                $"should have {rows} rows of {columns} numbers, as the values have, not {own.Rows} of {own.Columns}");
        }
    }

    private static void RequireNoneOr(JsonPart part, ImmutableArray<string> labels, int count)
    {
        if (!labels.IsEmpty && labels.Length != count)
        {
            throw part.Wrong($"should have a label for each of {count} cells, or none, not {labels.Length} of them");
        }
    }

    private static void RequireAtMost(JsonPart part, ImmutableArray<string> headings, int most)
    {
        if (headings.Length > most)
        {
            throw part.Wrong($"should have a heading for each of {most} panels, or none, not {headings.Length} of them");
        }
    }

    private static void RequireWithin(JsonPart part, ImmutableArray<AxisSegment> segments, int count)
    {
        foreach ((JsonPart one, AxisSegment segment) in part.Items().Zip(segments))
        {
            if (segment.Start >= segment.End || segment.End > count)
            {
                throw one.Wrong($"should begin before it ends, within {count} cells, but runs from {segment.Start} to {segment.End}");
            }
        }
    }
}
