using System.Collections.Immutable;
using AttnExtract.Extract;
using AttnExtract.Extract.Measures;
using AttnExtract.Ground;
using AttnExtract.Render.Charts;
using AttnExtract.Render.RunningText;
using AttnExtract.Render.Scales.Bars;
using AttnExtract.Render.Tokens;

namespace AttnExtract.Render;

/// <summary>Turns what measures say of each token, or a row of their maps, into text on coloured ground, bars, or cells.</summary>
public static class TokenScoreFigures
{
    // Of bars, in cells.
    private const int FewestRows = 5;
    private const double Height = 0.35;

    // Of rows of maps, in what files are called.
    private const int MostNamed = 3;

    /// <summary>A text, bars or a row of cells for every measure of tokens; of maps, for the row of a query in each.</summary>
    /// <param name="measurements">What came of one text, a measure each; at least one.</param>
    /// <param name="view">How they are shown.</param>
    /// <param name="query">The 0-based position of the token whose row is shown of maps; null where there are only measures of tokens.</param>
    /// <param name="layers">The 0-based layers to show; null for all.</param>
    /// <param name="heads">The 0-based heads to show; null for all.</param>
    /// <exception cref="AttnExtractException">A measure has no number a token, there is no such token, or a layer or head does not exist.</exception>
    public static Figure ToFigure(
        this IReadOnlyList<Measurement> measurements,
        ScoreView view,
        int? query = null,
        IReadOnlyList<int>? layers = null,
        IReadOnlyList<int>? heads = null)
    {
        Measurement first = measurements[0];
        if (query >= first.Tokens.Count)
        {
            throw new AttnExtractException(
                $"There is no token {query}: the text has tokens 0 to {first.Tokens.Count - 1}, special tokens included. "
                + "See them with: attn tokenize TEXT");
        }

        bool isOne = measurements.Count == 1;
        Panel[] panels =
        [
            .. measurements.SelectMany(measurement => RowsOf(measurement.Only(layers, heads), query, isOne)).Select((panel, row) => panel with
            {
                Row = row,
                Column = 0,
                Measure = isOne ? "" : panel.Measure,
            }),
        ];
        Figure plain = measurements.Select(measurement => measurement.ShowingHidden()).ToArray().ToFigure(layers, heads);
        ImmutableArray<TextPiece> pieces = TextPieces.Of(first.Keys ?? new RecordText(first.Text, first.Pair, first.Tokens));
        string[] rows = isOne ? [.. panels.Select(panel => panel.Title).Where(title => title != first.Measure.Title).Take(MostNamed + 1)] : [];
        return plain with
        {
            Subject = rows.Length is > 0 and <= MostNamed ? $"{plain.Subject} ({string.Join(", ", rows)})" : plain.Subject,
            Panels = [.. panels.Select(panel => view switch
            {
                ScoreView.Text => panel with { Flow = new(pieces), Scale = isOne ? null : panel.Scale! with { FollowsTheme = true } },
                ScoreView.Bars => AsBars(panel, isOne && panel.Title == first.Measure.Title ? "" : panel.Title),
                _ => panel with { RowLabels = [""], Scale = isOne ? null : panel.Scale },
            })],
            Scale = view == ScoreView.Text ? plain.Scale with { FollowsTheme = true } : plain.Scale,
            RowLabels = [],
            RowAxis = view == ScoreView.Bars && isOne ? first.Measure.Title : "",
            Square = view == ScoreView.Cells,
            ColorBar = view == ScoreView.Bars ? ColorBarOptions.None : plain.ColorBar with { Label = isOne ? first.Measure.Title : "" },
            Caption =
            [
                .. plain.Caption,
                .. query is { } position && measurements.Any(measurement => measurement.Measure.Shape != MeasureShape.Tokens)
                    ? [new($"what token {position}, “{first.Tokens[position].Text}”, has of each")]
                    : Array.Empty<CaptionPart>(),
                .. CaptionOfHidden(view, panels),
            ],
        };
    }

    private static IEnumerable<CaptionPart> CaptionOfHidden(ScoreView view, Panel[] panels) =>
        panels.All(panel => panel.Values.Hidden.IsEmpty) ? [] : [view switch
        {
            ScoreView.Text => TokenView.OfHiddenText,
            ScoreView.Bars => new("grey columns: tokens that the query cannot see"),
            _ => TokenView.OfHidden,
        }];

    private static IEnumerable<Panel> RowsOf(Measurement measurement, int? query, bool isOne)
    {
        Measure measure = measurement.Measure;
        string name = isOne ? "" : $"{measure.Name} ";
        switch (measure.Shape)
        {
            case MeasureShape.Tokens:
                yield return Of(isOne ? measure.Title : measure.Name, measurement.Values!.Values);
                break;
            case MeasureShape.Map when query is { } row:
                yield return Of(isOne ? measure.Title : measure.Name, MeasurementFigures.Drawn(measurement).Row(row), row);
                break;
            case MeasureShape.LayerMaps when query is { } row:
                foreach ((int i, int layer) in measurement.LayerNumbers.Index())
                {
                    yield return Of($"{name}L{layer}", measurement.Layers[i][row].Values, row, i);
                }

                break;
            case MeasureShape.HeadMaps when query is { } row:
                foreach ((int i, int layer) in measurement.LayerNumbers.Index())
                {
                    foreach ((int j, int head) in measurement.HeadNumbers.Index())
                    {
                        yield return Of($"{name}{HeadGrid.Name(layer, head)}", measurement.Layers[i][j][row].Values, row, i);
                    }
                }

                break;
            default:
                throw new AttnExtractException(measure.Shape == MeasureShape.Heads
                    ? $"The measure '{measure.Name}' has a number for each head and none for a token; take another one (attn list measures)."
                    : $"The measure '{measure.Name}' has a map, not a number for each token; choose the token whose row is shown (--query).");
        }

        Panel Of(string title, ReadOnlyMemory<float> numbers, int? row = null, int place = 0)
        {
            Matrix all = new(1, numbers.Length, numbers);
            return new(0, 0, title, row is { } at && measurement.HiddenIn(place) is { } cells
                ? all.Hiding(cells.Slice(at * numbers.Length, numbers.Length))
                : all)
            {
                Measure = measure.Name,
                Scale = MeasurementFigures.ScaleOf(measure),
            };
        }
    }

    private static Panel AsBars(Panel panel, string title)
    {
        double[] numbers = [.. panel.Values.Numbers()];
        int count = numbers.Length;
        ChartAxis axis = ChartAxis.FromZero(numbers);
        return panel with
        {
            Title = title,
            Scale = null,
            Values = Chart.Room(Math.Max(FewestRows, (int)(Height * count)), count),
            Chart = new(
                ChartAxis.Columns(count),
                axis,
                [
                    .. HiddenColumns(panel.Values.Hidden, axis),
                    new(ChartShape.Bars, ChartColor.First,
                        [.. numbers.Index().Where(number => double.IsFinite(number.Item)).Select(number => new ChartPoint(number.Index, number.Item))]),
                ]),
        };
    }

    // A bar of 0 would look like none; neighbours are one area.
    private static IEnumerable<ChartSeries> HiddenColumns(ImmutableArray<bool> hidden, ChartAxis axis)
    {
        int end;
        for (int first = 0; first < hidden.Length; first = end)
        {
            bool isHidden = hidden[first];
            end = Enumerable.Range(first, hidden.Length - first).TakeWhile(column => hidden[column] == isHidden).Last() + 1;
            (double left, double right) = (first - 0.5, end - 0.5);
            if (isHidden)
            {
                yield return new(
                    ChartShape.Area, ChartColor.Control, [new(left, axis.From), new(left, axis.To), new(right, axis.To), new(right, axis.From)]);
            }
        }
    }
}
