using System.Collections.Immutable;
using System.Globalization;
using AttnExtract.Extract.Experiments.Curves;
using AttnExtract.Extract.Statistics;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales.Bars;
using AttnExtract.Render.Scales.Ticks;
using AttnExtract.Render.Words;

namespace AttnExtract.Render;

/// <summary>Turns what came of switching heads off one after the other into curves.</summary>
public static class RemovalFigures
{
    private const int Intervals = 5;

    // Cells are the intervals between labels: as many as a page has room for, and round numbers of heads apart.
    private const int MostColumns = 12;
    private static readonly int[] Steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

    private static readonly Rgba Line = new(0, 90, 160);
    private static readonly Rgba LineArea = new(200, 220, 240);
    private static readonly Rgba Control = new(120, 120, 120);
    private static readonly Rgba ControlArea = new(228, 228, 228);

    /// <summary>A panel for each order, each with the random control in grey, all on the same axes.</summary>
    public static Figure ToFigure(this Removal removal)
    {
        RemovalCurve? control = removal.Curves.FirstOrDefault(curve => curve.Order == RemovalOrder.Random.Name);
        RemovalCurve[] shown = [.. removal.Curves.Where(curve => curve != control || removal.Curves.Length == 1)];
        double[] ticks = Ticks(removal);
        ScalarLabels tickLabels = new(ticks, ticks[^1], ticks[0]);
        int last = removal.Curves.Max(curve => curve.Effects.Length) - 1;
        int step = Steps.First(step => last <= step * MostColumns);
        int columns = ((last + step - 1) / step) + 1;
        return new()
        {
            Panels =
            [
                .. shown.Select((curve, column) => new Panel(
                    0, column, curve.Order, new Matrix(ticks.Length, columns, Enumerable.Repeat(double.NaN, ticks.Length * columns).ToArray()))
                {
                    Curves =
                    [
                        .. control is null ? [] : Curves(control, ticks, step, Control, ControlArea),
                        .. curve == control ? [] : Curves(curve, ticks, step, Line, LineArea),
                    ],
                }),
            ],
            RowLabels = [.. ticks.Select(tick => tickLabels[tick])],
            ColumnLabels = [.. Enumerable.Range(0, columns).Select(column => (column * step).ToString(CultureInfo.InvariantCulture))],
            Square = false,
            Scale = new() { Vmin = 0, Vmax = 1 },
            ColorBar = ColorBarOptions.None,
            Caption = Caption(removal, tickLabels.Shared, control is not null),
            Source = new(Quotation.Lines(removal.Texts), null, [], removal.Provenance),
        };
    }

    // From the highest to the lowest, as rows lie.
    private static double[] Ticks(Removal removal)
    {
        double[] values =
        [
            .. removal.Curves.SelectMany(curve => curve.Effects)
                .SelectMany(effect => (double[])[effect.Mean, effect.Lower, effect.Upper]).Where(double.IsFinite),
        ];
        return [.. LinearTicks.Choose(values.Min(), values.Max(), Intervals).Reverse()];
    }

    private static IEnumerable<PanelCurve> Curves(RemovalCurve curve, double[] ticks, int step, Rgba line, Rgba area)
    {
        ImmutableArray<MeanEstimate> effects = curve.Effects;
        int[] withInterval = [.. Enumerable.Range(0, effects.Length).Where(gone => effects[gone].HasInterval)];
        if (withInterval.Length > 1)
        {
            IEnumerable<CurvePoint> upper = withInterval.Select(gone => Point(gone, step, effects[gone].Upper, ticks));
            IEnumerable<CurvePoint> lower = withInterval.Reverse().Select(gone => Point(gone, step, effects[gone].Lower, ticks));
            yield return new PanelCurve([.. upper, .. lower], area, IsArea: true);
        }

        yield return new PanelCurve([.. effects.Select((effect, gone) => Point(gone, step, effect.Mean, ticks))], line);
    }

    private static CurvePoint Point(int gone, int step, double value, double[] ticks) =>
        new(gone / (double)step, (ticks[0] - value) / (ticks[0] - ticks[^1]) * (ticks.Length - 1));

    private static ImmutableArray<CaptionPart> Caption(Removal removal, string factor, bool hasControl)
    {
        ProvenanceCaption origin = ProvenanceCaption.OfExperiment(removal.Provenance);
        List<CaptionPart> parts =
        [
            origin.Model,
            Quotation.Of(removal.Texts),
            new($"across: heads switched off one after the other, heads={removal.With}"),
            new($"up: {removal.Meaning}{(factor.Length == 0 ? "" : $", {factor}")}"),
        ];
        if (hasControl)
        {
            parts.Add(new($"grey: mean and range of {removal.RandomOrders} random orders, seed {removal.Bootstrap.Seed}"));
        }

        if (removal.Texts.Length > 1 && removal.Curves.Any(curve => curve.Order != RemovalOrder.Random.Name))
        {
            parts.Add(new(FormattableString.Invariant(
                $"blue areas: {100 * removal.Bootstrap.Level:0.##}% intervals, {removal.Bootstrap.Resamples} resamples of the texts")));
        }

        return [.. parts, .. origin.Parts];
    }
}
