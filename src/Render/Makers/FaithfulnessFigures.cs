using System.Collections.Immutable;
using AttnExtract.Extract;
using AttnExtract.Extract.Measures;
using AttnExtract.Ground;
using AttnExtract.Render.Charts;
using AttnExtract.Render.Scales.Bars;
using AttnExtract.Render.Words;

namespace AttnExtract.Render;

/// <summary>Turns what came of putting measures to the test into a figure.</summary>
public static class FaithfulnessFigures
{
    // Of each chart, in cells.
    private const int Columns = 6;

    /// <summary>A bar a measure, or a measure and kind of attention, for each number of the test.</summary>
    /// <param name="measurements">What came of one text: a measure each, or of several kinds of attention a measure and kind each; at least one.</param>
    /// <exception cref="AttnExtractException">None of the measures was put to the test.</exception>
    public static Figure ToFaithfulnessFigure(this IReadOnlyList<Measurement> measurements)
    {
        Measurement[] tested = [.. measurements.Where(measurement => measurement.Faithfulness is not null)];
        if (tested.Length == 0)
        {
            throw new AttnExtractException(
                $"{Plural.Of(measurements.Count, "measure")}, and none that says how much each token matters, so that there is nothing to test; "
                + "take another one (attn list measures).");
        }

        AttentionKind?[] kinds = [.. tested.Select(measurement => measurement.Kind).Distinct()];
        return new()
        {
            Subject = $"faithfulness of {string.Join(", ", tested.Select(measurement => measurement.Measure.Name).Distinct())}",
            Panels =
            [
                Panel(0, "Spearman", tested, test => test.Spearman),
                Panel(1, "comprehensiveness", tested, test => test.Comprehensiveness),
                Panel(2, "sufficiency", tested, test => test.Sufficiency),
            ],
            RowLabels = [.. tested.Select(measurement => kinds.Length > 1 ? $"{measurement.Kind} {measurement.Measure}" : measurement.Measure.Name)],
            Square = false,
            ColorBar = ColorBarOptions.None,
            Caption = Caption(tested, kinds),
            Source = MeasurementFigures.SourceOf(tested[^1]),
        };
    }

    private static Panel Panel(int column, string title, Measurement[] tested, Func<Faithfulness, double> number)
    {
        double[] numbers = [.. tested.Select(measurement => number(measurement.Faithfulness!))];
        ChartPoint[] bars = [.. numbers.Index().Where(one => double.IsFinite(one.Item)).Select(one => new ChartPoint(one.Item, one.Index))];
        return new(0, column, title, Chart.Room(tested.Length, Columns))
        {
            Name = title,
            Chart = new(ChartAxis.FromZero(numbers), ChartAxis.Rows(tested.Length), [new(ChartShape.Bars, ChartColor.First, [.. bars])]),
        };
    }

    private static ImmutableArray<CaptionPart> Caption(Measurement[] tested, AttentionKind?[] kinds)
    {
        ProvenanceCaption origin = MeasurementFigures.OriginOf(tested);
        return
        [
            origin.Model,
            MeasurementFigures.TextOf(tested),
            .. kinds[0] is null ? Array.Empty<CaptionPart>() : [new($"attention {string.Join(", ", kinds.Select(kind => kind!.Meaning))}")],
            .. tested[0].Target is { } target ? [new CaptionPart($"of the {target}")] : Array.Empty<CaptionPart>(),
            new("Spearman: with blank-out"),
            new("sufficiency: lower is better, the others: higher (DeYoung et al. 2020)"),
            .. origin.Parts,
        ];
    }
}
