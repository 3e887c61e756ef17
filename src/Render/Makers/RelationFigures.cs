using System.Collections.Immutable;
using AttnExtract.Extract.Surveys.Syntax;
using AttnExtract.Render.Words;

namespace AttnExtract.Render;

/// <summary>Turns how well heads point along syntactic relations into figures.</summary>
public static class RelationFigures
{
    // More would be no overview any more.
    private const int MostRelations = 6;

    /// <summary>A layer × head map for each relation and direction, the most frequent relations first, all on one scale.</summary>
    public static Figure ToFigure(this RelationSurvey survey)
    {
        string[] shown = [.. survey.Relations.Select(one => one.Relation).Distinct().Take(MostRelations)];
        int left = survey.Relations.Select(one => one.Relation).Distinct().Count() - shown.Length;
        return new()
        {
            Subject = "dependencies found by the heads",
            Panels =
            [
                .. survey.Relations.Where(one => shown.Contains(one.Relation)).Select(one => ToPanel(one, Array.IndexOf(shown, one.Relation))),
            ],
            RowLabels = HeadGrid.Of(survey.Provenance).RowLabels,
            ColumnLabels = HeadGrid.Of(survey.Provenance).ColumnLabels,
            Scale = new() { Vmin = 0, Vmax = 1 },
            ColorBar = new() { Label = "share of dependencies found" },
            Caption = Caption(survey, left),
            Source = new("", null, [], survey.Provenance),
        };
    }

    private static Panel ToPanel(RelationAccuracy one, int row)
    {
        bool isFromDependent = one.Direction == RelationDirection.DependentToHead;
        return new Panel(
            row,
            isFromDependent ? 0 : 1,
            $"{one.Relation}: {(isFromDependent ? "dependent → head" : "head → dependent")}"
                + FormattableString.Invariant($", {one.Count} (offset {one.Offset:+0;−0}: {one.Baseline:0.00})"),
            Matrix.Of(one.Values))
        {
            Name = $"{one.Relation}-{RelationDirections.NameOf(one.Direction)}",
        };
    }

    private static ImmutableArray<CaptionPart> Caption(RelationSurvey survey, int left)
    {
        ProvenanceCaption origin = ProvenanceCaption.OfCorpus(survey.Provenance);
        return
        [
            origin.Model,
            new($"{survey.SentenceCount} sentences, {survey.WordCount} words"),
            new("how often the other word looked at most is the other end (layers and heads 0-based); in brackets the best fixed offset"),
            .. left > 0 ? [new($"{left} rarer relations not shown")] : Array.Empty<CaptionPart>(),
            .. origin.Parts,
        ];
    }
}
