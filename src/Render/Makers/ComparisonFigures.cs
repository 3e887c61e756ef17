using System.Collections.Immutable;
using AttnExtract.Extract;
using AttnExtract.Extract.Experiments.Differences;
using AttnExtract.Render.Scales;
using AttnExtract.Render.Tokens;
using AttnExtract.Render.Words;

namespace AttnExtract.Render;

/// <summary>Turns comparisons of runs into figures.</summary>
public static class ComparisonFigures
{
    /// <summary>The second map less the first for every layer and head, on colours that part at 0.</summary>
    /// <param name="comparison">The comparison.</param>
    public static Figure ToFigure(this RecordComparison comparison)
    {
        HeadGrid grid = new(comparison.Layers, comparison.Heads);
        ImmutableArray<Panel> panels =
        [
            .. grid.Panels(comparison.Difference, comparison.HiddenIn),
        ];
        double largest = panels.SelectMany(panel => panel.Values.ShowingAll().Numbers()).Select(Math.Abs).Max();
        return new()
        {
            Subject = "difference in attention",
            Panels = panels,
            RowHeadings = grid.RowHeadings,
            ColumnHeadings = grid.ColumnHeadings,
            RowLabels = comparison.Labels,
            ColumnLabels = comparison.KeyLabels,
            Scale = ScaleOptions.AroundZero with { Vmin = largest > 0 ? -largest : null, Vmax = largest > 0 ? largest : null },
            ColorBar = new() { Label = "attention weight, after − before" },
            Caption =
            [
                .. Caption(comparison),
                new(RecordFigures.Shown(grid.Layers, grid.Heads, comparison.After.Kind), CaptionRole.Shown),
                new("rows attend to columns"),
                .. TokenView.CaptionOfHidden(panels),
            ],
            Source = Source(comparison),
        };
    }

    /// <summary>How far the maps of each head are apart: a row a layer and a column a head.</summary>
    public static Figure ToDistanceFigure(this RecordComparison comparison) =>
        Distances(
            new HeadGrid(comparison.Layers, comparison.Heads), comparison.Distances, Caption(comparison), comparison.After.Kind, Source(comparison));

    /// <summary>How far the maps of each head are apart in the mean of many pairs: a row a layer and a column a head.</summary>
    public static Figure ToFigure(this MeanComparison comparison)
    {
        ComparisonSummary first = comparison.First;
        CaptionPart[] caption =
        [
            new($"before: {Origin(first.Provenances.Before)}"),
            new($"after: {Origin(first.Provenances.After)}"),
            new(comparison.Count == 1 ? "of one pair" : $"means of {comparison.Count} pairs"),
        ];
        FigureSource source = new(Quotation.Lines([new(first.Texts.Before), new(first.Texts.After)]), null, [], first.Provenances.After);
        return Distances(new HeadGrid(first.Layers, first.Heads), comparison.Distances, caption, first.Kind, source);
    }

    private static Figure Distances(
        HeadGrid grid, IEnumerable<double> distances, IEnumerable<CaptionPart> caption, AttentionKind? kind, FigureSource source) => new()
        {
            Subject = "distance between attention maps",
            Panels = [new(0, 0, "", new Matrix(grid.Layers.Count, grid.Heads.Count, distances.ToArray()))],
            RowLabels = grid.RowLabels,
            ColumnLabels = grid.ColumnLabels,
            Scale = new() { Vmin = 0 },
            ColorBar = new() { Label = "JS divergence of attention maps (nats)" },
            Caption = [.. caption, new((kind is not null ? $"attention {kind.Meaning}, " : "") + "layers and heads 0-based")],
            Source = source,
        };

    /// <summary>The differences of several kinds of attention, kind below kind, on one scale.</summary>
    /// <param name="comparisons">One a kind; at least one.</param>
    public static Figure ToFigure(this IReadOnlyList<RecordComparison> comparisons)
    {
        if (comparisons is [RecordComparison only])
        {
            return only.ToFigure();
        }

        Figure whole = KindFigures.Stacked(comparisons.Select(one => (one.After.Kind, one.ToFigure())));
        double largest = whole.Panels.SelectMany(panel => panel.Values.ShowingAll().Numbers()).Select(Math.Abs).Max();
        string shown = string.Join("; ", comparisons.Select(one => RecordFigures.Shown(one.Layers, one.Heads, one.After.Kind)));
        return whole with
        {
            Scale = ScaleOptions.AroundZero with { Vmin = largest > 0 ? -largest : null, Vmax = largest > 0 ? largest : null },
            Caption =
            [
                .. whole.Caption.Where(part => part != TokenView.OfHidden).Select(part => part.Role == CaptionRole.Shown ? part with { Text = shown } : part),
                .. TokenView.CaptionOfHidden(whole.Panels),
            ],
        };
    }

    /// <summary>The distances of several kinds of attention, kind below kind, on one scale.</summary>
    /// <param name="comparisons">One a kind; at least one.</param>
    public static Figure ToDistanceFigure(this IReadOnlyList<RecordComparison> comparisons)
    {
        if (comparisons is [RecordComparison only])
        {
            return only.ToDistanceFigure();
        }

        Figure whole = KindFigures.Stacked(comparisons.Select(one => (one.After.Kind, one.ToDistanceFigure())));
        string last = $"attention {comparisons[^1].After.Kind!.Meaning}, ";
        return whole with
        {
            Caption = [.. whole.Caption.Select(part => part with { Text = part.Text.Replace(last, "every kind of attention, ", StringComparison.Ordinal) })],
        };
    }

    private static IEnumerable<CaptionPart> Caption(RecordComparison comparison)
    {
        (AttentionRecord before, AttentionRecord after) = (comparison.Before, comparison.After);
        yield return new($"before: {Origin(before.Provenance)}");
        yield return Quotation.Of(before);
        yield return new($"after: {Origin(after.Provenance)}");
        if (Quotation.Of(before) != Quotation.Of(after))
        {
            yield return Quotation.Of(after);
        }

        int unmatched = Unmatched(before, comparison, pair => pair.Before) + Unmatched(after, comparison, pair => pair.After);
        if (unmatched > 0)
        {
            yield return new($"{unmatched} token{(unmatched == 1 ? "" : "s")} without counterpart left out");
        }
    }

    // Tokens of one text count once, whether they are left out of rows, of columns or of both.
    private static int Unmatched(AttentionRecord record, RecordComparison comparison, Func<(int Before, int After), int> side)
    {
        int[] rows = [.. (record.QueryPositions ?? Enumerable.Range(0, record.Tokens.Count)).Except(comparison.AlignedTokens.Select(side))];
        int[] columns = [.. Enumerable.Range(0, record.Keys.Tokens.Count).Except(comparison.AlignedKeys.Select(side))];
        bool areOfOneText = !record.HasOtherKeys || (record.QueryPositions is not null && record.Kind?.IsCross != true);
        return areOfOneText ? rows.Union(columns).Count() : rows.Length + columns.Length;
    }

    private static string Origin(Provenance provenance)
    {
        ProvenanceCaption origin = ProvenanceCaption.OfText(provenance);
        return string.Join(", ", origin.Parts.Prepend(origin.Model).Select(part => part.Text));
    }

    private static FigureSource Source(RecordComparison comparison)
    {
        bool hasOtherKeys = comparison.Before.HasOtherKeys || comparison.After.HasOtherKeys;
        RecordText keys = comparison.After.Keys;
        return FigureSource.Of(comparison.After) with
        {
            Tokens = comparison.Labels,
            KeyText = hasOtherKeys ? Quotation.Lines([new(keys.Text, keys.Pair)]) : null,
            KeyTokens = hasOtherKeys ? comparison.KeyLabels : [],
        };
    }
}
