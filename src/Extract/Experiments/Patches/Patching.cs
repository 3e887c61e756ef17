using System.Collections.Immutable;
using AttnExtract.Extract.Tables;

namespace AttnExtract.Extract.Experiments.Patches;

/// <summary>What came of putting values of one run into another, a place at a time; Vig et al. 2020, Meng et al. 2022. Plain values.</summary>
public sealed record Patching
{
    /// <summary>The text whose run was patched.</summary>
    public required TextPair Text { get; init; }

    /// <summary>The text whose run the values are from.</summary>
    public required TextPair Source { get; init; }

    /// <summary>The tokens of the text.</summary>
    public required ImmutableArray<RecordToken> Tokens { get; init; }

    /// <summary>The tokens of the source, as many.</summary>
    public required ImmutableArray<RecordToken> SourceTokens { get; init; }

    /// <summary>Where values were exchanged: the end of a hook site's name.</summary>
    public required string Site { get; init; }

    /// <summary>What was exchanged at a time: the name of a <see cref="PatchUnit"/>.</summary>
    public required string Unit { get; init; }

    /// <summary>What restoring was judged by: the name of a metric.</summary>
    public required string Metric { get; init; }

    /// <summary>What it measures, in a few words.</summary>
    public required string Meaning { get; init; }

    /// <summary>What the text's own run comes to; 0 for a metric that only compares with it.</summary>
    public required double Plain { get; init; }

    /// <summary>What the source's run comes to.</summary>
    public required double Whole { get; init; }

    /// <summary>How many layers; 1 for a site that the model has once.</summary>
    public required int Rows { get; init; }

    /// <summary>How many heads or tokens.</summary>
    public required int Columns { get; init; }

    /// <summary>
    /// The share of the difference between the two runs that each patch restores, layer by layer: (m − plain) / (whole − plain), 0 for
    /// nothing and 1 for all; NaN for a head that was cut out of the model.
    /// </summary>
    public required ImmutableArray<double> Values { get; init; }

    /// <summary>Where the numbers come from; its ablations say what was done in turn.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>What one patch restores.</summary>
    public double this[int row, int column] => Values[(row * Columns) + column];

    /// <summary>Whether columns are tokens; else they are heads.</summary>
    public bool IsByPosition => Unit == PatchUnit.Position.Name;

    /// <summary>One row a patch.</summary>
    public Table ToTable()
    {
        (int Row, int Column)[] places =
        [
            .. from row in Enumerable.Range(0, Rows)
               from column in Enumerable.Range(0, Columns)
               where !double.IsNaN(this[row, column])
               select (row, column),
        ];
        return new Table([
            TableColumn.Of("site", places.Select(_ => Site)),
            TableColumn.Of("layer", places.Select(place => place.Row)),
            TableColumn.Of(Unit, places.Select(place => place.Column)),
            .. IsByPosition
                ?
                [
                    TableColumn.Of("token", places.Select(place => Tokens[place.Column].Text)),
                    TableColumn.Of("source_token", places.Select(place => SourceTokens[place.Column].Text)),
                ]
                : Array.Empty<TableColumn>(),
            TableColumn.Of("restored", places.Select(place => this[place.Row, place.Column])),
        ]);
    }
}
