using System.Collections.Immutable;
using AttnExtract.Extract.Experiments.Sweeps;
using AttnExtract.Render.Annotations;
using AttnExtract.Render.Scales;
using AttnExtract.Render.Words;

namespace AttnExtract.Render;

/// <summary>Turns what came of switching everything off in turn into figures.</summary>
public static class SweepFigures
{
    /// <summary>
    /// The effects as a map, a row a layer and a column a head; over a corpus with marks, and with maps of both ends of the intervals.
    /// </summary>
    public static Figure ToFigure(this Sweep sweep)
    {
        HeadGrid grid = HeadGrid.Of(sweep.Rows, sweep.Columns);
        bool hasIntervals = sweep.Effects.Any(effect => effect.Mean.HasInterval);
        string level = FormattableString.Invariant($"{100 * sweep.Bootstrap.Level:0.##}%");
        return new()
        {
            Panels =
            [
                Panel(sweep, 0, hasIntervals ? "mean effect" : "", effect => effect.Mean.Mean),
                .. hasIntervals
                    ?
                    [
                        Panel(sweep, 1, $"lower end, {level}", effect => effect.Mean.Lower),
                        Panel(sweep, 2, $"upper end, {level}", effect => effect.Mean.Upper),
                    ]
                    : Array.Empty<Panel>(),
            ],
            RowLabels = grid.RowLabels,
            ColumnLabels = sweep.Columns > 1 ? grid.ColumnLabels : [sweep.Unit],
            Scale = sweep.IsDistance ? new() { Vmin = 0 } : ScaleOptions.AroundZero,
            ColorBar = new() { Label = sweep.Meaning },
            Annotation = HasMarks(sweep) ? new AnnotationOptions { Mark = "*" } : null,
            Caption = Caption(sweep, hasIntervals, level),
            Source = new(Quotation.Lines(sweep.Texts), null, [], sweep.Provenance),
        };
    }

    private static Panel Panel(Sweep sweep, int column, string title, Func<SweepEffect, double> value) =>
        new(0, column, title, new Matrix(sweep.Rows, sweep.Columns, sweep.Effects.Select(value).Select(Shown).ToArray()))
        {
            // Marks belong to the effect, not to the ends of its interval.
            Annotations = HasMarks(sweep)
                ? new(sweep.Rows, sweep.Columns, sweep.Effects.Select(effect => column == 0 && effect.IsMarked ? 1.0 : 0.0).ToArray())
                : null,
        };

    private static bool HasMarks(Sweep sweep) => sweep.Effects.Any(effect => effect.IsMarked);

    private static double Shown(double value) => double.IsFinite(value) ? value : double.NaN;

    private static ImmutableArray<CaptionPart> Caption(Sweep sweep, bool hasIntervals, string level)
    {
        ProvenanceCaption origin = ProvenanceCaption.OfExperiment(sweep.Provenance);
        List<CaptionPart> parts =
        [
            origin.Model,
            Quotation.Of(sweep.Texts),
            new($"switched off in turn: {sweep.Unit}={sweep.With} (layers and heads 0-based)"),
            .. origin.Heads,
        ];
        if (!double.IsNaN(sweep.Plain))
        {
            parts.Add(new(FormattableString.Invariant($"nothing switched off: {sweep.Plain:0.####}")));
        }

        if (hasIntervals)
        {
            parts.Add(new(FormattableString.Invariant(
                $"{level} intervals: {sweep.Bootstrap.Resamples} resamples of the texts, seed {sweep.Bootstrap.Seed}")));
            parts.Add(new(sweep.IsDistance
                ? "*: larger than the mean of all (Benjamini–Hochberg, 5%)"
                : "*: differs from 0 (Benjamini–Hochberg, 5%)"));
        }

        return [.. parts, .. origin.Parts.Except(origin.Heads)];
    }
}
