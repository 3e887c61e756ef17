using System.Text;
using AttnExtract.Extract.Chunks;
using AttnExtract.Extract.Statistics;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Surveys.Syntax;

/// <summary>
/// Makes a survey of what <see cref="RelationSurveyWork"/> found in every chunk: sums by relation, whose size does not depend on how many sentences there are.
/// </summary>
public sealed class RelationSurveyMerge : IChunkMerge
{
    private readonly RelationOptions _options;
    private readonly Random _random;
    private readonly byte[] _draws; // [resample]
    private readonly SortedDictionary<string, RelationHits> _relations = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _seen = new(StringComparer.Ordinal);
    private Provenance? _provenance;
    private int _sentenceCount;
    private long _wordCount;

    /// <summary>Begins.</summary>
    /// <param name="options">How; the same as of the work on chunks.</param>
    public RelationSurveyMerge(RelationOptions options)
    {
        _options = options;
        _random = new Random(options.Bootstrap.Seed);
        _draws = new byte[options.Bootstrap.Resamples];
    }

    /// <inheritdoc/>
    public void Add(Stream partial)
    {
        using BinaryReader reader = new(partial, Encoding.UTF8, leaveOpen: true);
        RelationPartial chunk = RelationPartial.Read(reader);
        _provenance = _provenance?.With(chunk.Provenance) ?? chunk.Provenance;
        _seen.UnionWith(chunk.Relations);
        foreach (SentenceHits sentence in chunk.Sentences)
        {
            Add(sentence, chunk.Provenance.LayerCount * chunk.Provenance.HeadCount);
        }
    }

    /// <summary>What was found.</summary>
    /// <exception cref="AttnExtractException">There was no sentence, no dependency, or a relation that was asked for does not occur.</exception>
    public RelationSurvey ToSurvey()
    {
        _options.RequireIn(_seen, _sentenceCount);
        RelationHits[] tried = [.. _relations.Values.OrderByDescending(hits => hits.Count)];
        return tried.Length == 0
            ? throw new AttnExtractException(
                "The treebank has no dependency between two words that the model reads; give sentences of two words or more.")
            : new RelationSurvey
            {
                Provenance = _provenance!,
                SentenceCount = _sentenceCount,
                WordCount = _wordCount,
                Bootstrap = _options.Bootstrap,
                Relations = [.. tried.SelectMany(Both)],
            };
    }

    // One stream of random numbers for all chunks, so that a resample is of the whole treebank.
    private void Add(SentenceHits sentence, int heads)
    {
        _sentenceCount++;
        _wordCount += sentence.WordCount;
        for (int resample = 0; resample < _draws.Length; resample++)
        {
            _draws[resample] = PoissonDraw.Next(_random);
        }

        foreach (IGrouping<string, DependencyHits> dependencies in
            from dependency in sentence.Dependencies
            from name in _options.NamesOf(dependency.Relation)
            group dependency by name)
        {
            if (!_relations.TryGetValue(dependencies.Key, out RelationHits? hits))
            {
                _relations[dependencies.Key] = hits = new RelationHits(dependencies.Key, heads, _draws.Length);
            }

            hits.Add(dependencies, _draws);
        }
    }

    private IEnumerable<RelationAccuracy> Both(RelationHits hits) =>
    [
        hits.ToAccuracy(RelationDirection.DependentToHead, _provenance!.LayerCount, _options.Bootstrap.Level),
        hits.ToAccuracy(RelationDirection.HeadToDependent, _provenance!.LayerCount, _options.Bootstrap.Level),
    ];
}
