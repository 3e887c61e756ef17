using System.Collections.Immutable;
using AttnExtract.Extract.Statistics;

namespace AttnExtract.Extract.Surveys.Syntax;

/// <summary>How to look for heads that follow syntax.</summary>
public sealed record RelationOptions
{
    internal const char Exactly = '=';
    private const char SubtypeMark = ':';

    /// <summary>Nothing special.</summary>
    public static RelationOptions Default { get; } = new();

    /// <summary>
    /// The relations; all that occur where it is empty. Each takes its subtypes along (<c>nsubj</c>: <c>nsubj:pass</c> too), unless it begins with
    /// <c>=</c>.
    /// </summary>
    public ImmutableArray<string> Relations { get; init; } = [];

    /// <summary>The asked relations under which one of the treebank counts; itself where none was asked for.</summary>
    internal IEnumerable<string> NamesOf(string relation) => Relations.IsEmpty ? [relation] : Relations.Where(asked => Takes(asked, relation));

    /// <summary>Whether an asked relation takes one of the treebank.</summary>
    internal static bool Takes(string asked, string relation) =>
        asked.StartsWith(Exactly) ? relation == asked[1..] : relation == asked || relation.StartsWith(asked + SubtypeMark, StringComparison.Ordinal);

    /// <summary>How intervals are made. Resamples are in memory, each with every relation and head.</summary>
    public BootstrapOptions Bootstrap { get; init; } = new() { Resamples = 1000 };

    /// <summary>Whether a sentence with more tokens than the model has positions is cut off at the end instead of refused.</summary>
    public bool Truncate { get; init; }
}
