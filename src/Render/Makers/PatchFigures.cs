using System.Collections.Immutable;
using AttnExtract.Extract.Experiments.Patches;
using AttnExtract.Render.Scales;
using AttnExtract.Render.Words;

namespace AttnExtract.Render;

/// <summary>Turns what came of patching one run with another into a figure.</summary>
public static class PatchFigures
{
    /// <summary>The restored shares as a map, a row a layer and a column a head or a token, on colours that part at 0.</summary>
    public static Figure ToFigure(this Patching patching)
    {
        HeadGrid grid = HeadGrid.Of(patching.Rows, patching.Columns);
        return new()
        {
            Subject = $"activation patching ({patching.Meaning})",
            Panels = [new(0, 0, "", new Matrix(patching.Rows, patching.Columns, patching.Values.ToArray()))],
            RowLabels = patching.Rows > 1 ? grid.RowLabels : [patching.Site],
            ColumnLabels = patching.IsByPosition ? TokenLabels(patching) : grid.ColumnLabels,
            Scale = ScaleOptions.AroundZero,
            ColorBar = new() { Label = "share restored" },
            Caption = Caption(patching),
            Source = new(patching.Text.Text, patching.Text.Pair, [.. patching.Tokens.Select(token => token.Text)], patching.Provenance),
        };
    }

    // Where the texts differ, what comes from the source is named too.
    private static ImmutableArray<string> TokenLabels(Patching patching) =>
    [
        .. patching.Tokens.Zip(
            patching.SourceTokens, (token, source) => token.Text == source.Text ? token.Text : $"{token.Text} ← {source.Text}"),
    ];

    private static ImmutableArray<CaptionPart> Caption(Patching patching)
    {
        ProvenanceCaption origin = ProvenanceCaption.OfExperiment(patching.Provenance);
        CaptionPart source = Quotation.Of(patching.Source.Text, patching.Source.Pair);
        return
        [
            origin.Model,
            Quotation.Of(patching.Text.Text, patching.Text.Pair),
            source with { Text = $"source: {source.Text}" },
            new($"{patching.Site} of one {(patching.IsByPosition ? "token" : "head")} at a time from the source (layers and heads 0-based)"),
            new(FormattableString.Invariant(
                $"1: all of the difference in {patching.Meaning} ({patching.Plain:0.####}, source {patching.Whole:0.####})")),
            .. origin.Parts,
        ];
    }
}
