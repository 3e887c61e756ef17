using AttnExtract.Extract.Surveys.Corpora;
using AttnExtract.Extract.Surveys.Heads;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;

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
}
