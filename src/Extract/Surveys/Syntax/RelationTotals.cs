using AttnExtract.Extract.Statistics;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;

namespace AttnExtract.Extract.Surveys.Syntax;

/// <summary>What is known after some sentences: sums by relation, whose size does not depend on how many sentences there were.</summary>
internal sealed class RelationTotals
{
    private readonly PretrainedModel _model;
    private readonly RelationOptions _options;
    private readonly Random _random;
    private readonly byte[] _draws; // [resample]
    private readonly SortedDictionary<string, RelationHits> _relations = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _seen = new(StringComparer.Ordinal);
    private int _sentenceCount;
    private long _wordCount;
    private int _truncatedTokens;

    /// <summary>Begins.</summary>
    public RelationTotals(PretrainedModel model, RelationOptions options)
    {
        (_model, _options) = (model, options);
        _random = new Random(options.Bootstrap.Seed);
        _draws = new byte[options.Bootstrap.Resamples];
    }

    /// <summary>Adds a sentence.</summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="focus">The other word that each word looks at most: [layer × head][word]</param>
    /// <param name="truncatedTokens">How many tokens of the sentence did not fit.</param>
    public void Add(ParsedSentence sentence, int[][] focus, int truncatedTokens)
    {
        _sentenceCount++;
        _wordCount += sentence.Words.Length;
        _truncatedTokens += truncatedTokens;
        for (int resample = 0; resample < _draws.Length; resample++)
        {
            _draws[resample] = PoissonDraw.Next(_random);
        }

        _seen.UnionWith(sentence.Dependencies.Select(dependency => dependency.Relation));
        foreach (IGrouping<string, Dependency> dependencies in
            from dependency in sentence.Dependencies
            from name in _options.NamesOf(dependency.Relation)
            group dependency by name)
        {
            if (!_relations.TryGetValue(dependencies.Key, out RelationHits? hits))
            {
                _relations[dependencies.Key] = hits = new RelationHits(dependencies.Key, focus.Length, _draws.Length);
            }

            hits.Add(dependencies, focus, _draws);
        }
    }

    /// <summary>What was found.</summary>
    /// <param name="watch">Watched the runs.</param>
    /// <exception cref="AttnExtractException">There was no sentence, or a relation that was asked for does not occur.</exception>
    public RelationSurvey ToSurvey(HookWatch watch)
    {
        if (_sentenceCount == 0)
        {
            throw new AttnExtractException("The treebank is empty; give a sentence or more in CoNLL-U.");
        }

        if (_options.Relations.FirstOrDefault(asked => !_seen.Any(relation => RelationOptions.Takes(asked, relation))) is { } missing)
        {
            throw new Registry<string>(
                one => [one], (typed, didYouMean, known) => $"No relation '{typed}' in the treebank.{didYouMean} It has {known}.", _seen)
                .Unknown(missing.TrimStart(RelationOptions.Exactly));
        }

        RelationHits[] tried = [.. _relations.Values.Where(hits => hits.Count > 0).OrderByDescending(hits => hits.Count)];
        return tried.Length == 0
            ? throw new AttnExtractException(
                "The treebank has no dependency between two words that the model reads; give sentences of two words or more.")
            : new RelationSurvey
            {
                Provenance = ModelRuns.ProvenanceOf(_model, watch, _truncatedTokens, []),
                SentenceCount = _sentenceCount,
                WordCount = _wordCount,
                Bootstrap = _options.Bootstrap,
                Relations = [.. tried.SelectMany(Both)],
            };
    }

    private IEnumerable<RelationAccuracy> Both(RelationHits hits) =>
    [
        hits.ToAccuracy(RelationDirection.DependentToHead, _model.Spec.LayerCount, _options.Bootstrap.Level),
        hits.ToAccuracy(RelationDirection.HeadToDependent, _model.Spec.LayerCount, _options.Bootstrap.Level),
    ];
}
