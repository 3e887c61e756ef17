using System.Collections.Immutable;
using AttnExtract.Extract.Statistics;
using AttnExtract.Extract.Tables;

namespace AttnExtract.Extract.Surveys.Syntax;

/// <summary>How well every attention head of a model points along the relations of dependency trees.</summary>
public sealed record RelationSurvey
{
    /// <summary>Where the numbers come from.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>How many sentences there were.</summary>
    public required int SentenceCount { get; init; }

    /// <summary>How many words they had.</summary>
    public required long WordCount { get; init; }

    /// <summary>How intervals were made: sentences are drawn with replacement.</summary>
    public required BootstrapOptions Bootstrap { get; init; }

    /// <summary>Relations, the most frequent first, each in both directions.</summary>
    public required ImmutableArray<RelationAccuracy> Relations { get; init; }

    /// <summary>A row for each relation, direction and head.</summary>
    public Table ToTable()
    {
        int heads = Provenance.HeadCount;
        (RelationAccuracy Accuracy, int Head)[] rows =
            [.. Relations.SelectMany(one => Enumerable.Range(0, Provenance.LayerCount * heads).Select(head => (one, head)))];
        return new Table(
            TableColumn.Of("relation", rows.Select(row => row.Accuracy.Relation)),
            TableColumn.Of("direction", rows.Select(row => RelationDirections.NameOf(row.Accuracy.Direction))),
            TableColumn.Of("layer", rows.Select(row => row.Head / heads)),
            TableColumn.Of("head", rows.Select(row => row.Head % heads)),
            TableColumn.Of("count", rows.Select(row => row.Accuracy.Count)),
            Numbers("accuracy", one => one.Values),
            Numbers("lower", one => one.Lower),
            Numbers("upper", one => one.Upper),
            TableColumn.Of("offset", rows.Select(row => row.Accuracy.Offset)),
            // Rounded as shares of heads are, or a head that is right as often would seem to be more.
            TableColumn.Of("baseline", rows.Select(row => (double)(float)row.Accuracy.Baseline)),
            Numbers("gain_lower", one => one.GainLower),
            Numbers("gain_upper", one => one.GainUpper));

        TableColumn Numbers(string name, Func<RelationAccuracy, DenseArray> of) =>
            TableColumn.Of(name, rows.Select(row => (double)of(row.Accuracy).Values.Span[row.Head]));
    }
}
