using System.Collections.Immutable;
using AttnExtract.Extract.Experiments.Curves;
using AttnExtract.Render.Charts;
using AttnExtract.Render.Scales.Bars;
using AttnExtract.Render.Words;

namespace AttnExtract.Render;

/// <summary>Turns what came of switching heads off one after the other into curves.</summary>
public static class RemovalFigures
{
    // The room of the chart, in cells.
    private const int Rows = 8;
    private const int Columns = 12;

    private static readonly ChartColor[] Colors = [ChartColor.First, ChartColor.Second, ChartColor.Third];

    /// <summary>The curves of all orders on the same axes, the random control broken and grey; intervals and the control's range as bands.</summary>
    public static Figure ToFigure(this Removal removal)
    {
        RemovalCurve[] orders = [.. removal.Curves.Where(curve => !IsControl(curve))];
        (RemovalCurve Curve, ChartColor Color)[] shown =
        [
            .. removal.Curves.Where(IsControl).Select(curve => (curve, ChartColor.Control)),
            .. orders.Select((curve, i) => (curve, Colors[i % Colors.Length])),
        ];
        int last = removal.Curves.Max(curve => curve.Effects.Length) - 1;
        IEnumerable<double> numbers = removal.Curves.SelectMany(curve => curve.Effects)
            .SelectMany(effect => effect.HasInterval ? (double[])[effect.Mean, effect.Lower, effect.Upper] : [effect.Mean]);
        return new()
        {
            Subject = $"removal of heads one after the other ({removal.Meaning})",
            Panels =
            [
                new Panel(0, 0, "", Chart.Room(Rows, Columns))
                {
                    Chart = new(
                        new(0, Math.Max(1, last), ChartMarking.Counts),
                        ChartAxis.Around(numbers),
                        [.. shown.SelectMany(one => Band(one.Curve, one.Color)), .. shown.Select(one => Line(one.Curve, one.Color))]),
                },
            ],
            ColumnAxis = "heads switched off",
            RowAxis = removal.Meaning,
            Square = false,
            ColorBar = ColorBarOptions.None,
            Caption = Caption(removal, orders.Length > 0),
            Source = new(Quotation.Lines(removal.Texts), null, [], removal.Provenance),
        };
    }

    private static bool IsControl(RemovalCurve curve) => curve.Order == RemovalOrder.Random.Name;

    private static IEnumerable<ChartSeries> Band(RemovalCurve curve, ChartColor color)
    {
        int[] withInterval = [.. Enumerable.Range(0, curve.Effects.Length).Where(gone => curve.Effects[gone].HasInterval)];
        return withInterval.Length < 2 ? []
            :
            [
                new(ChartShape.Area, color,
                [
                    .. withInterval.Select(gone => new ChartPoint(gone, curve.Effects[gone].Upper)),
                    .. withInterval.Reverse().Select(gone => new ChartPoint(gone, curve.Effects[gone].Lower)),
                ]),
            ];
    }

    private static ChartSeries Line(RemovalCurve curve, ChartColor color) =>
        new(IsControl(curve) ? ChartShape.Dashes : ChartShape.Line, color, [.. curve.Effects.Select((effect, gone) => new ChartPoint(gone, effect.Mean))])
        {
            Name = curve.Order,
        };

    private static ImmutableArray<CaptionPart> Caption(Removal removal, bool hasOrders)
    {
        ProvenanceCaption origin = ProvenanceCaption.OfExperiment(removal.Provenance);
        List<CaptionPart> parts =
        [
            origin.Model,
            Quotation.Of(removal.Texts),
            new($"{removal.Meaning} with heads switched off one after the other, {(removal.Kind is null ? "" : $"{removal.Kind} ")}heads={removal.With}"),
        ];
        if (removal.Curves.Any(IsControl))
        {
            parts.Add(new($"random: mean and range of {removal.RandomOrders} orders, seed {removal.Bootstrap.Seed}"));
        }

        if (removal.Texts.Length > 1 && hasOrders)
        {
            parts.Add(new(FormattableString.Invariant(
                $"other bands: {100 * removal.Bootstrap.Level:0.##}% intervals, {removal.Bootstrap.Resamples} resamples of the texts")));
        }

        return [.. parts, .. origin.Parts];
    }
}
