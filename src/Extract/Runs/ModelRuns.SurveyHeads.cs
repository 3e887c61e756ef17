using AttnExtract.Extract.Surveys.Corpora;
using AttnExtract.Extract.Surveys.Heads;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
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
        options ??= HeadSurveyOptions.Default;
        using HookWatch watch = new();
        HeadSums sums = new(model, options.Bootstrap);
        MapStream.Run(model, texts.Select(text => Encodings.Of(model, text, options.Truncate)), encoding => encoding, sums.Add);
        return sums.ToSurvey(watch);
    }

    /// <summary>
    /// Runs sequences of tokens that come twice, and says besides how much heads attend to the first time: see
    /// <see cref="HeadStatisticCatalog.Repeated"/>.
    /// </summary>
    /// <param name="model">The model; hooks that are attached to it take part in the runs.</param>
    /// <param name="ids">The ids of each sequence: tokens and the same again, with or without what the tokenizer adds around them.</param>
    /// <param name="options">How.</param>
    /// <exception cref="AttnExtractException">There is no sequence, or one does not come twice or is too long; the message says what.</exception>
    public static HeadSurvey SurveyRepeated(
        this PretrainedModel model, IReadOnlyList<IReadOnlyList<int>> ids, HeadSurveyOptions? options = null)
    {
        RepeatedTokens repeated = new(model);
        return Survey(model, [.. ids.Select((sequence, i) => repeated.Read(sequence, i + 1))], options) with
        {
            Texts = "sequences of tokens that come twice",
        };
    }

    /// <summary>The same of random tokens, each as likely as any other of the vocabulary that is not special.</summary>
    /// <inheritdoc cref="SurveyRepeated(PretrainedModel, IReadOnlyList{IReadOnlyList{int}}, HeadSurveyOptions?)"/>
    /// <param name="model">The model; hooks that are attached to it take part in the runs.</param>
    /// <param name="length">How many tokens come twice.</param>
    /// <param name="count">How many sequences.</param>
    /// <param name="options">How; the seed of intervals is the tokens' too.</param>
    public static HeadSurvey SurveyRepeated(this PretrainedModel model, int length, int count = 20, HeadSurveyOptions? options = null)
    {
        options ??= HeadSurveyOptions.Default;
        int seed = options.Bootstrap.Seed;
        return Survey(model, new RepeatedTokens(model).Draw(length, count, seed), options) with
        {
            Texts = $"sequences of {length} random tokens that come twice, seed {seed}",
        };
    }

    private static HeadSurvey Survey(PretrainedModel model, IEnumerable<Encoding> comeTwice, HeadSurveyOptions? options)
    {
        using HookWatch watch = new();
        HeadSums sums = new(model, (options ?? HeadSurveyOptions.Default).Bootstrap, comeTwice: true);
        MapStream.Run(model, comeTwice, encoding => encoding, sums.Add);
        return sums.ToSurvey(watch);
    }
}
