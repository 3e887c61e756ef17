using System.Collections.Immutable;
using AttnExtract.Extract.Experiments.Sweeps;
using AttnExtract.Render.Annotations;
using AttnExtract.Render.Charts;
using AttnExtract.Render.Scales;
using AttnExtract.Render.Scales.Bars;
using AttnExtract.Render.Words;

namespace AttnExtract.Render;

/// <summary>Turns what came of switching everything off in turn into figures.</summary>
public static class SweepFigures
{
    // The largest effects beside the map are as many as it has rows, so that both are of one height, within limits.
    private const int FewestNamed = 6;
    private const int MostNamed = 20;
    private const int FewestColumns = 6;

    // Of a chart of bars, in cells.
    private const int BarRows = 6;

    /// <summary>
    /// The effects as a map, a row a layer and a column a head; over a corpus with marks, and beside it the largest with their intervals. Of layers, a bar
    /// each.
    /// </summary>
    public static Figure ToFigure(this Sweep sweep) => Among(sweep, [sweep]);

    // What stands beside others is drawn as they are.
    private static Figure Among(Sweep sweep, IReadOnlyList<Sweep> all)
    {
        bool hasIntervals = sweep.Effects.Any(effect => effect.Mean.HasInterval);
        string level = FormattableString.Invariant($"{100 * sweep.Bootstrap.Level:0.##}%");
        Figure figure = new()
        {
            Subject = $"switching off of {sweep.Unit} ({sweep.Meaning})",
            Panels = [],
            Caption = Caption(sweep, hasIntervals, level),
            Source = new(Quotation.Lines(sweep.Texts), null, [], sweep.Provenance),
        };
        return sweep.Columns > 1 ? AsMap(sweep, all, figure, hasIntervals, level) : AsBars(sweep, figure);
    }

    /// <summary>Sweeps of the same texts in several kinds of attention, kind below kind, on one scale.</summary>
    /// <param name="sweeps">One a kind, by the same metric; at least one.</param>
    public static Figure ToFigure(this IReadOnlyList<Sweep> sweeps)
    {
        if (sweeps is [Sweep only])
        {
            return only.ToFigure();
        }

        Figure whole = KindFigures.Stacked(sweeps.Select(sweep => (sweep.Kind, Among(sweep, sweeps))));
        string own = SwitchedOff(sweeps[^1]);
        string all = $"switched off in turn: {sweeps[0].Unit} of the attention {string.Join(", ", sweeps.Select(sweep => sweep.Kind!.Meaning))}"
            + $"={sweeps[0].With}";
        ProvenanceCaption last = ProvenanceCaption.OfExperiment(sweeps[^1].Provenance);
        ProvenanceCaption origin = last.OfKinds(sweeps.Select(sweep => (sweep.Kind, sweep.Provenance)));
        return whole with
        {
            Caption =
            [
                .. whole.Caption.Except(last.Heads).SelectMany(part => part.Text.Contains(own, StringComparison.Ordinal)
                    ? origin.Heads.Prepend(part with { Text = part.Text.Replace(own, all, StringComparison.Ordinal) })
                    : [part]),
            ],
        };
    }

    private static Figure AsMap(Sweep sweep, IReadOnlyList<Sweep> all, Figure figure, bool hasIntervals, string level)
    {
        HeadGrid grid = HeadGrid.Of(sweep.Rows, sweep.Columns);
        return figure with
        {
            Panels =
            [
                Map(sweep, hasIntervals ? "mean effect" : ""),
                .. hasIntervals ? [Largest(sweep, all, level)] : Array.Empty<Panel>(),
            ],
            RowLabels = grid.RowLabels,
            ColumnLabels = grid.ColumnLabels,
            Scale = sweep.IsDistance ? new() { Vmin = 0 } : ScaleOptions.AroundZero,
            Sharing = hasIntervals && all.Count == 1 ? ScaleSharing.Panel : ScaleSharing.Figure,
            ColorBar = new() { Label = sweep.Meaning },
            Annotation = HasMarks(sweep) ? new AnnotationOptions { Mark = "*" } : null,
        };
    }

    private static Figure AsBars(Sweep sweep, Figure figure)
    {
        SweepEffect[] effects = [.. sweep.Effects.Where(effect => double.IsFinite(effect.Mean.Mean))];
        return figure with
        {
            Panels =
            [
                new Panel(0, 0, "", Chart.Room(Math.Max(BarRows, sweep.Rows / 2), sweep.Rows))
                {
                    Chart = new(
                        ChartAxis.Columns(sweep.Rows),
                        ChartAxis.FromZero(effects.SelectMany(Ends)),
                        [
                            .. Groups(sweep, effects).Select(group => new ChartSeries(
                                ChartShape.Bars, group.Color, [.. group.Effects.Select(effect => new ChartPoint(effect.Layer, effect.Mean.Mean))])),
                            new(ChartShape.Spans, ChartColor.Ink,
                            [
                                .. effects.Where(effect => effect.Mean.HasInterval).SelectMany(effect => (ChartPoint[])
                                    [new(effect.Layer, effect.Mean.Lower), new(effect.Layer, effect.Mean.Upper)]),
                            ]),
                            .. Across(MeanOfAll(sweep, effects), mean => [new(-0.5, mean), new(sweep.Rows - 0.5, mean)]),
                        ]),
                },
            ],
            ColumnLabels = [.. HeadGrid.Of(sweep.Rows, 1).RowLabels.Select((name, layer) => Marked(name, sweep[layer, 0]))],
            RowAxis = sweep.Meaning,
            Square = false,
            ColorBar = ColorBarOptions.None,
        };
    }

    private static SweepEffect[] Named(Sweep sweep) =>
    [
        .. sweep.Effects.Where(effect => double.IsFinite(effect.Mean.Mean)).OrderByDescending(effect => Math.Abs(effect.Mean.Mean))
            .Take(Math.Clamp(sweep.Rows, FewestNamed, MostNamed)),
    ];

    private static Panel Largest(Sweep sweep, IReadOnlyList<Sweep> all, string level)
    {
        SweepEffect[] named = Named(sweep);
        Dictionary<SweepEffect, int> rows = named.Index().ToDictionary(effect => effect.Item, effect => effect.Index);
        return new(0, 1, $"{level} intervals", Chart.Room(named.Length, Math.Max(FewestColumns, sweep.Columns / 2)))
        {
            RowLabels = [.. named.Select(effect => Marked(HeadGrid.Name(effect.Layer, effect.Column), effect))],
            Chart = new(
                ChartAxis.Around([.. all.SelectMany(one => (double[])[.. Named(one).SelectMany(Ends), .. MeanOfAll(one, one.Effects)])]),
                ChartAxis.Rows(named.Length),
                [
                    .. Across(MeanOfAll(sweep, sweep.Effects), mean => [new(mean, named.Length - 0.5), new(mean, -0.5)]),
                    .. Groups(sweep, named).SelectMany(group => (ChartSeries[])
                    [
                        new(ChartShape.Spans, group.Color,
                        [
                            .. group.Effects.Where(effect => effect.Mean.HasInterval).SelectMany(effect => (ChartPoint[])
                                [new(effect.Mean.Lower, rows[effect]), new(effect.Mean.Upper, rows[effect])]),
                        ]),
                        new(ChartShape.Dots, group.Color, [.. group.Effects.Select(effect => new ChartPoint(effect.Mean.Mean, rows[effect]))]),
                    ]),
                ]),
        };
    }

    private static double[] Ends(SweepEffect effect) => effect.Mean.HasInterval ? [effect.Mean.Mean, effect.Mean.Lower, effect.Mean.Upper] : [effect.Mean.Mean];

    private static string Marked(string name, SweepEffect effect) => effect.IsMarked ? $"{name} *" : name;

    // What is marked stands out from what is not; where there are no marks, all are alike.
    private static IEnumerable<(ChartColor Color, SweepEffect[] Effects)> Groups(Sweep sweep, SweepEffect[] effects) =>
        from effect in effects
        group effect by effect.IsMarked || !HasMarks(sweep) into alike
        orderby alike.Key
        select (alike.Key ? ChartColor.First : ChartColor.Control, alike.ToArray());

    // What distances are marked for lying above; none where it says nothing.
    private static double[] MeanOfAll(Sweep sweep, IEnumerable<SweepEffect> effects)
    {
        double[] means = [.. effects.Select(effect => effect.Mean.Mean).Where(double.IsFinite)];
        return sweep.IsDistance && HasMarks(sweep) && means.Length > 0 ? [means.Average()] : [];
    }

    private static IEnumerable<ChartSeries> Across(double[] means, Func<double, ChartPoint[]> line) =>
        means.Select(mean => new ChartSeries(ChartShape.Dashes, ChartColor.Ink, [.. line(mean)]));

    private static Panel Map(Sweep sweep, string title) =>
        new(0, 0, title, new Matrix(sweep.Rows, sweep.Columns, sweep.Effects.Select(effect => Shown(effect.Mean.Mean)).ToArray()))
        {
            Annotations = HasMarks(sweep)
                ? new(sweep.Rows, sweep.Columns, sweep.Effects.Select(effect => effect.IsMarked ? 1.0 : 0.0).ToArray())
                : null,
        };

    private static string SwitchedOff(Sweep sweep) =>
        $"switched off in turn: {sweep.Unit}{(sweep.Kind is null ? "" : $" of the attention {sweep.Kind.Meaning}")}={sweep.With}";

    private static bool HasMarks(Sweep sweep) => sweep.Effects.Any(effect => effect.IsMarked);

    private static double Shown(double value) => double.IsFinite(value) ? value : double.NaN;

    private static ImmutableArray<CaptionPart> Caption(Sweep sweep, bool hasIntervals, string level)
    {
        ProvenanceCaption origin = ProvenanceCaption.OfExperiment(sweep.Provenance);
        List<CaptionPart> parts =
        [
            origin.Model,
            Quotation.Of(sweep.Texts),
            new($"{SwitchedOff(sweep)} (layers and heads 0-based)"),
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
                ? $"*: larger than the mean of all{(HasMarks(sweep) ? ", the broken line" : "")} (Benjamini–Hochberg, 5%)"
                : "*: differs from 0 (Benjamini–Hochberg, 5%)"));
        }

        return [.. parts, .. origin.Parts.Except(origin.Heads)];
    }
}
