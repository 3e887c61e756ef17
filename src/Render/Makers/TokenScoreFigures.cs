using System.Collections.Immutable;
using AttnExtract.Extract;
using AttnExtract.Extract.Measures;
using AttnExtract.Ground;
using AttnExtract.Render.Charts;
using AttnExtract.Render.RunningText;
using AttnExtract.Render.Scales;
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
    /// <param name="measurements">What came of one text: a measure each, or of several kinds of attention a measure and kind each; at least one.</param>
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
        IReadOnlyList<int>? heads = null) =>
        measurements.ToFigure(view, query is { } position ? (Func<IReadOnlyList<RecordToken>, int>)(_ => position) : null, layers, heads);

    /// <inheritdoc cref="ToFigure(IReadOnlyList{Measurement}, ScoreView, int?, IReadOnlyList{int}?, IReadOnlyList{int}?)"/>
    /// <param name="measurements">What came of one text: a measure each, or of several kinds of attention a measure and kind each; at least one.</param>
    /// <param name="view">How they are shown.</param>
    /// <param name="query">Finds the token whose row is shown of maps among those that attend; null where there are only measures of tokens.</param>
    /// <param name="layers">The 0-based layers to show; null for all.</param>
    /// <param name="heads">The 0-based heads to show; null for all.</param>
    public static Figure ToFigure(
        this IReadOnlyList<Measurement> measurements,
        ScoreView view,
        Func<IReadOnlyList<RecordToken>, int>? query,
        IReadOnlyList<int>? layers = null,
        IReadOnlyList<int>? heads = null)
    {
        measurements = measurements.Only(layers, heads);
        Measure[] measures = [.. measurements.Select(measurement => measurement.Measure).Distinct()];
        bool isOne = measures.Length == 1;
        List<string> asked = [];
        List<Panel> shown = [];
        Figure figure = MeasurementFigures.OfKinds(
            [.. measurements.Select(measurement => measurement.ShowingHidden())],
            kind => OfKind([.. measurements.Where(measurement => measurement.Kind == kind[0].Kind)]));
        string[] rows = isOne
            ? [.. shown.Select(panel => panel.Title).Where(title => title != measures[0].Title).Distinct().Take(MostNamed + 1)]
            : [];
        return figure with
        {
            Subject = rows.Length is > 0 and <= MostNamed ? $"{figure.Subject} ({string.Join(", ", rows)})" : figure.Subject,
            Caption =
            [
                .. figure.Caption.Where(part => part != TokenView.OfHidden),
                .. asked.Count > 0 ? [new($"what {string.Join(", or ", asked.Distinct())}, has of each")] : Array.Empty<CaptionPart>(),
                .. CaptionOfHidden(view, shown),
            ],
        };

        Figure OfKind(IReadOnlyList<Measurement> measured)
        {
            Measurement any = measured[0];
            int? row = query?.Invoke(any.Tokens);
            if (row >= any.Tokens.Count)
            {
                throw new AttnExtractException(
                    $"There is no token {row}: the text has tokens 0 to {any.Tokens.Count - 1}, special tokens included. "
                    + "See them with: attn tokenize TEXT");
            }

            if (row is { } position && measured.Any(measurement => measurement.Measure.Shape != MeasureShape.Tokens))
            {
                asked.Add($"token {position}, “{any.Tokens[position].Text}”");
            }

            Panel[] panels =
            [
                .. measured.SelectMany(measurement => RowsOf(measurement, row, isOne)).Select((panel, i) => panel with
                {
                    Row = i,
                    Column = 0,
                    Measure = isOne ? "" : panel.Measure,
                }),
            ];
            shown.AddRange(panels);
            return AsView(view, panels, any, measures);
        }
    }

    private static Figure AsView(ScoreView view, Panel[] panels, Measurement first, Measure[] measures)
    {
        bool isOne = measures.Length == 1;
        ImmutableArray<TextPiece> pieces = TextPieces.Of(first.Keys ?? new RecordText(first.Text, first.Pair, first.Tokens));
        ScaleOptions scale = measures.Select(measure => measure.IsSigned).Distinct().Count() > 1 ? new() : MeasurementFigures.ScaleOf(first.Measure);
        return new()
        {
            Panels = [.. panels.Select(panel => view switch
            {
                ScoreView.Text => panel with { Flow = new(pieces), Scale = isOne ? null : panel.Scale! with { FollowsTheme = true } },
                ScoreView.Bars => AsBars(panel, isOne && panel.Title == first.Measure.Title ? "" : panel.Title),
                _ => panel with { RowLabels = [""], Scale = isOne ? null : panel.Scale },
            })],
            Scale = view == ScoreView.Text ? scale with { FollowsTheme = true } : scale,
            RowLabels = [],
            ColumnLabels = [.. first.KeyTokens.Select(token => token.Text)],
            RowAxis = view == ScoreView.Bars && isOne ? first.Measure.Title : "",
            Square = view == ScoreView.Cells,
            ColorBar = view == ScoreView.Bars ? ColorBarOptions.None : new() { Label = isOne ? first.Measure.Title : "" },
        };
    }

    private static IEnumerable<CaptionPart> CaptionOfHidden(ScoreView view, IReadOnlyList<Panel> panels) =>
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
