using AttnExtract.Extract.Chunks;
using AttnExtract.Extract.Surveys.Syntax;
using AttnExtract.Ground;
using AttnExtract.Model;

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
        using IDisposable turn = model.Encoder.Turnstile.Enter();
        options ??= RelationOptions.Default;
        using RelationSurveyWork work = new(model, options);
        RelationSurveyMerge merge = new(options);
        CorpusChunks.Merge(sentences, options.ChunkSize, work, merge);
        return merge.ToSurvey();
    }
}
