using AttnExtract.Extract.Chunks;
using AttnExtract.Extract.Surveys.Heads;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract;

/// <summary>Finds out what a model's heads do on a corpus.</summary>
public static partial class ModelRuns
{
    /// <summary>Runs a corpus through the model. Texts are read as they are needed and not kept: memory does not grow with the corpus.</summary>
    /// <param name="model">The model; hooks that are attached to it take part in the runs.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="options">How.</param>
    /// <exception cref="AttnExtractException">There is no text, or one is empty or too long.</exception>
    public static HeadSurvey Survey(this PretrainedModel model, IEnumerable<TextPair> texts, HeadSurveyOptions? options = null)
    {
        using IDisposable turn = model.Encoder.Turnstile.Enter();
        options ??= HeadSurveyOptions.Default;
        using HeadSurveyWork work = new(model, [options]);
        HeadSurveyMerge merge = new();
        CorpusChunks.Merge(texts, options.ChunkSize, work, merge);
        return merge.ToSurveys()[0];
    }

    /// <summary>
    /// Runs sequences of tokens that come twice, and says besides how much heads attend to the first time: see
    /// <see cref="HeadStatisticCatalog.Repeated"/>.
    /// </summary>
    /// <param name="model">The model; hooks that are attached to it take part in the runs.</param>
    /// <param name="ids">The ids of each sequence: tokens and the same again, with or without what the tokenizer adds around them.</param>
    /// <param name="options">How.</param>
    /// <param name="file">The file that holds the sequences, for messages; null where none does.</param>
    /// <exception cref="AttnExtractException">There is no sequence, or one does not come twice or is too long; the message says what.</exception>
    public static HeadSurvey SurveyRepeated(
        this PretrainedModel model, IReadOnlyList<IReadOnlyList<int>> ids, HeadSurveyOptions? options = null, string? file = null)
    {
        RepeatedTokens repeated = new(model, file);
        return SurveyTwice(model, ids.Select((sequence, i) => repeated.Read(sequence, i + 1)), options ?? HeadSurveyOptions.Default) with
        {
            Noun = "sequence",
            Detail = " of tokens that come twice",
        };
    }

    /// <summary>The same of random tokens, each as likely as any other of the vocabulary that is not special.</summary>
    /// <inheritdoc cref="SurveyRepeated(PretrainedModel, IReadOnlyList{IReadOnlyList{int}}, HeadSurveyOptions?, string?)"/>
    /// <param name="model">The model; hooks that are attached to it take part in the runs.</param>
    /// <param name="length">How many tokens come twice.</param>
    /// <param name="count">How many sequences.</param>
    /// <param name="options">How; the seed of intervals is the tokens' too.</param>
    public static HeadSurvey SurveyRepeated(this PretrainedModel model, int length, int count = 20, HeadSurveyOptions? options = null)
    {
        options ??= HeadSurveyOptions.Default;
        int seed = options.Bootstrap.Seed;
        return SurveyTwice(model, new RepeatedTokens(model).Draw(length, count, seed), options) with
        {
            Noun = "sequence",
            Detail = $" of {Plural.Of(length, "random token")} that come twice, seed {seed}",
        };
    }

    private static HeadSurvey SurveyTwice(PretrainedModel model, IEnumerable<Encoding> texts, HeadSurveyOptions options)
    {
        using HeadSurveyWork work = new(model, [options]);
        return work.Sum(survey: 0, chunk: 0, texts, comeTwice: true).ToSurvey();
    }
}
