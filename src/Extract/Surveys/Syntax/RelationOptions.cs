using System.Collections.Immutable;
using AttnExtract.Extract.Chunks;
using AttnExtract.Extract.Statistics;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Surveys.Syntax;

/// <summary>How to look for heads that follow syntax.</summary>
public sealed record RelationOptions
{
    private const char Exactly = '=';
    private const char SubtypeMark = ':';

    /// <summary>Nothing special.</summary>
    public static RelationOptions Default { get; } = new();

    /// <summary>
    /// The relations; all that occur where it is empty. Each takes its subtypes along (<c>nsubj</c>: <c>nsubj:pass</c> too), unless it begins with
    /// <c>=</c>.
    /// </summary>
    public ImmutableArray<string> Relations { get; init; } = [];

    /// <summary>How intervals are made. Resamples are in memory, each with every relation and head.</summary>
    public BootstrapOptions Bootstrap { get; init; } = new() { Resamples = 1000 };

    /// <summary>Whether a sentence with more tokens than the model has positions is cut off at the end instead of refused.</summary>
    public bool Truncate { get; init; }

    /// <summary>
    /// How many sentences are read before what was found in them is added up: intervals depend on it by chance, as sentences of similar length are
    /// read together.
    /// </summary>
    public int ChunkSize { get; init; } = CorpusChunks.UsualSize;

    /// <summary>The sentences of a treebank, read as they are needed; at their end it is refused where nothing can be found in it.</summary>
    /// <param name="sentences">The sentences.</param>
    /// <exception cref="AttnExtractException">There is none, or a relation that is asked for occurs in none.</exception>
    public IEnumerable<ParsedSentence> RequireIn(IEnumerable<ParsedSentence> sentences)
    {
        SortedSet<string> relations = new(StringComparer.Ordinal);
        int count = 0;
        foreach (ParsedSentence sentence in sentences)
        {
            count++;
            relations.UnionWith(sentence.Dependencies.Select(dependency => dependency.Relation));
            yield return sentence;
        }

        RequireIn(relations, count);
    }

    /// <summary>Refuses a treebank in which nothing can be found.</summary>
    /// <param name="relations">The relations that it has.</param>
    /// <param name="sentenceCount">How many sentences it has.</param>
    /// <exception cref="AttnExtractException">It has no sentence, or a relation that is asked for does not occur in it.</exception>
    internal void RequireIn(SortedSet<string> relations, int sentenceCount)
    {
        if (sentenceCount == 0)
        {
            throw new AttnExtractException("The treebank is empty; give a sentence or more in CoNLL-U.");
        }

        if (Relations.FirstOrDefault(asked => !relations.Any(relation => Takes(asked, relation))) is { } missing)
        {
            throw new Registry<string>(
                one => [one], (typed, didYouMean, known) => $"No relation '{typed}' in the treebank.{didYouMean} It has {known}.", relations)
                .Unknown(missing.TrimStart(Exactly));
        }
    }

    /// <summary>The asked relations under which one of the treebank counts; itself where none was asked for.</summary>
    internal IEnumerable<string> NamesOf(string relation) => Relations.IsEmpty ? [relation] : Relations.Where(asked => Takes(asked, relation));

    /// <summary>Whether an asked relation takes one of the treebank.</summary>
    private static bool Takes(string asked, string relation) =>
        asked.StartsWith(Exactly) ? relation == asked[1..] : relation == asked || relation.StartsWith(asked + SubtypeMark, StringComparison.Ordinal);
}
