using System.Collections.Immutable;
using AttnExtract.Extract.Surveys.Heads;
using AttnExtract.Render.Charts;
using AttnExtract.Render.Words;

namespace AttnExtract.Render;

/// <summary>Turns what heads do on a corpus into figures.</summary>
public static class HeadSurveyFigures
{
    private const int PanelsARow = 5;

    // Of a matrix, what its tree is wide.
    private const int TreeShare = 5;
    private const int FewestTreeColumns = 3;

    /// <summary>
    /// A layer × head map of every statistic, each on a scale of its own, but for those that no text has anything to measure by.
    /// </summary>
    public static Figure ToFigure(this HeadSurvey survey) => new()
    {
        Subject = "statistics of the heads",
        Panels =
        [
            .. survey.Statistics.Where(result => result.Values.Values.Span.ContainsAnyExcept(float.NaN)).Select((result, i) =>
                new Panel(i / PanelsARow, i % PanelsARow, result.Statistic.Title, Matrix.Of(result.Values)) { Name = result.Statistic.Name }),
        ],
        RowLabels = HeadGrid.Of(survey.Provenance).RowLabels,
        ColumnLabels = HeadGrid.Of(survey.Provenance).ColumnLabels,
        Sharing = ScaleSharing.Panel,
        Caption = Caption(survey, new CaptionPart("means over texts of means over queries (layers and heads 0-based)")),
        Source = SourceOf(survey),
    };

    /// <summary>The same of several kinds of attention, kind below kind.</summary>
    /// <param name="surveys">Surveys of the same texts, one a kind; at least one.</param>
    public static Figure ToFigure(this IReadOnlyList<HeadSurvey> surveys) => OfKinds(surveys, ToFigure);

    /// <summary>How differently every two heads attend, like heads side by side, and the tree that puts them there.</summary>
    public static Figure ToDivergenceFigure(this HeadSurvey survey)
    {
        int heads = survey.Provenance.HeadCount;
        ImmutableArray<string> labels = [.. survey.Order.Select(head => HeadGrid.Name(head / heads, head % heads))];
        float[] ordered = [.. survey.Order.SelectMany(row => survey.Order.Select(column => survey.Divergences[row].Values.Span[column]))];
        return new()
        {
            Subject = "divergence between the heads",
            Panels = [new Panel(0, 0, "", new Matrix(labels.Length, labels.Length, ordered)), .. TreeOf(survey, labels.Length)],
            RowLabels = labels,
            ColumnLabels = labels,
            Scale = new() { Vmin = 0 },
            ColorBar = new() { Label = "Jensen–Shannon divergence (nats)" },
            Caption = Caption(survey, new CaptionPart("heads in the order of a tree by average linkage (layers and heads 0-based)")),
            Source = SourceOf(survey),
        };
    }

    /// <summary>The same of several kinds of attention, kind below kind.</summary>
    /// <param name="surveys">Surveys of the same texts, one a kind; at least one.</param>
    public static Figure ToDivergenceFigure(this IReadOnlyList<HeadSurvey> surveys) => OfKinds(surveys, ToDivergenceFigure);

    // Beside the matrix, its leaves at the rows: where two branches become one, the stroke between them stands at their mean distance.
    private static IEnumerable<Panel> TreeOf(HeadSurvey survey, int heads)
    {
        if (survey.Merges.Count == 0)
        {
            return [];
        }

        List<ChartPoint> tops = [.. Enumerable.Range(0, heads).Select(head => new ChartPoint(0, survey.Order.Index().First(leaf => leaf.Item == head).Index))];
        List<ChartSeries> links = [];
        foreach (HeadMerge merge in survey.Merges)
        {
            (ChartPoint left, ChartPoint right) = (tops[merge.Left], tops[merge.Right]);
            links.Add(new(ChartShape.Link, ChartColor.Ink, [left, new(merge.Distance, left.Up), new(merge.Distance, right.Up), right]));
            tops.Add(new(merge.Distance, (left.Up + right.Up) / 2));
        }

        ChartAxis across = ChartAxis.FromZero(survey.Merges.Select(merge => merge.Distance));
        return
        [
            new Panel(0, 1, "", Chart.Room(heads, Math.Max(FewestTreeColumns, heads / TreeShare)))
            {
                Chart = new(across, ChartAxis.Rows(heads), [.. links]),
            },
        ];
    }

    /// <summary>Figures of several kinds of attention as one; of one, its own.</summary>
    internal static Figure OfKinds(IReadOnlyList<HeadSurvey> surveys, Func<HeadSurvey, Figure> toFigure)
    {
        Figure[] figures = [.. surveys.Select(toFigure)];
        return figures is [Figure only] ? only : KindFigures.Stacked(surveys.Zip(figures, (survey, figure) => (survey.Kind, figure))) with
        {
            Caption = KindFigures.Captions(figures),
        };
    }

    /// <summary>Where the numbers are from.</summary>
    internal static FigureSource SourceOf(HeadSurvey survey) => new("", null, [], survey.Provenance);

    /// <summary>A caption that says something of the heads of a corpus.</summary>
    internal static ImmutableArray<CaptionPart> Caption(HeadSurvey survey, params ReadOnlySpan<CaptionPart> what)
    {
        ProvenanceCaption origin = ProvenanceCaption.OfCorpus(survey.Provenance);
        return [origin.Model, new(survey.Corpus), .. what, .. origin.Parts];
    }
}
