using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Chunks;
using AttnExtract.Extract.Surveys.Corpora;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract.Surveys.Syntax;

/// <summary>
/// Says of every dependency of a chunk's sentences which heads point along it; <see cref="RelationSurveyMerge"/> makes a survey of that. Of the options,
/// only which relations are asked for and whether sentences are cut off decide anything here.
/// </summary>
/// <param name="model">The model; hooks that are attached to it take part in the runs.</param>
/// <param name="options">How.</param>
public sealed class RelationSurveyWork(PretrainedModel model, RelationOptions options) : IChunkWork<ParsedSentence>
{
    private readonly MapStream _maps = new(model);

    /// <inheritdoc/>
    /// <exception cref="AttnExtractException">A sentence is too long.</exception>
    public void Run(Chunk<ParsedSentence> chunk, Stream partial)
    {
        using IDisposable turn = model.Encoder.Turnstile.Enter();
        using HookWatch watch = new();
        List<SentenceHits> hits = [];
        int truncatedTokens = 0;
        _maps.Run(
            AttentionPlace.Of(model, null),
            chunk.Texts.Select(sentence => (Sentence: sentence, Encoding: Encodings.Of(model, new TextPair(sentence.Text), options.Truncate))),
            text => text.Encoding,
            batch =>
            {
                hits.AddRange(Read(batch));
                truncatedTokens += batch.Encodings.Sum(encoding => encoding.TruncatedCount);
            });
        using BinaryWriter writer = new(partial, System.Text.Encoding.UTF8, leaveOpen: true);
        RelationPartial.Write(
            writer,
            ModelRuns.ProvenanceOf(model, watch, truncatedTokens, []),
            chunk.Texts.SelectMany(sentence => sentence.Dependencies).Select(dependency => dependency.Relation),
            hits);
    }

    /// <inheritdoc/>
    public void Dispose() => _maps.Dispose();

    // Sentences are read side by side and stay in the order of their batches, so that the same draws meet the same sentences every time.
    private SentenceHits[] Read(MapBatch<(ParsedSentence Sentence, Encoding Encoding)> batch)
    {
        SentenceHits[] hits = new SentenceHits[batch.Texts.Length];
        int heads = model.Spec.HeadCount;
        Parallel.For(0, hits.Length, text =>
        {
            ParsedSentence sentence = batch.Texts[text].Sentence;
            int[] words = WordAlignment.Of(batch.Encodings[text], sentence);
            int[][] focus = // [layer × head][word]
            [
                .. Enumerable.Range(0, batch.Layers.Length * heads).Select(map =>
                    WordFocus.Of(query => batch.Row(map / heads, text, map % heads, query), words, sentence.Words.Length)),
            ];
            hits[text] = SentenceHits.Of(sentence, focus, options);
        });
        return hits;
    }
}
