using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Surveys.Corpora;
using AttnExtract.Extract.Surveys.Syntax;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract;

/// <summary>Finds out which attention heads point along the relations of dependency trees.</summary>
public static partial class ModelRuns
{
    /// <summary>Runs a treebank through the model. Sentences are read as they are needed and not kept.</summary>
    /// <param name="model">The model; hooks that are attached to it take part in the runs.</param>
    /// <param name="sentences">The treebank; <see cref="ConlluFile.Read(string)"/> reads one.</param>
    /// <param name="options">How.</param>
    /// <exception cref="AttnExtractException">There is no sentence, no dependency of a wanted relation, or a sentence is too long.</exception>
    public static RelationSurvey SurveyRelations(
        this PretrainedModel model, IEnumerable<ParsedSentence> sentences, RelationOptions? options = null)
    {
        options ??= RelationOptions.Default;
        using HookWatch watch = new();
        RelationTotals totals = new(model, options);
        using MapStream maps = new(model);
        maps.Run(
            AttentionPlace.Of(model, null),
            sentences.Select(sentence => (Sentence: sentence, Encoding: Encodings.Of(model, new TextPair(sentence.Text), options.Truncate))),
            text => text.Encoding,
            batch => Add(batch, totals, model.Spec.HeadCount));
        return totals.ToSurvey(watch);
    }

    // Sentences are read side by side and added up in order, so that the same draws meet the same sentences every time.
    private static void Add(MapBatch<(ParsedSentence Sentence, Encoding Encoding)> batch, RelationTotals totals, int heads)
    {
        int[][][] focus = new int[batch.Texts.Length][][]; // [sentence][layer × head][word]
        Parallel.For(0, focus.Length, text =>
        {
            ParsedSentence sentence = batch.Texts[text].Sentence;
            int[] words = WordAlignment.Of(batch.Encodings[text], sentence);
            focus[text] =
            [
                .. Enumerable.Range(0, batch.Layers.Length * heads).Select(map =>
                    WordFocus.Of(query => batch.Row(map / heads, text, map % heads, query), words, sentence.Words.Length)),
            ];
        });
        for (int text = 0; text < focus.Length; text++)
        {
            totals.Add(batch.Texts[text].Sentence, focus[text], batch.Encodings[text].TruncatedCount);
        }
    }
}
