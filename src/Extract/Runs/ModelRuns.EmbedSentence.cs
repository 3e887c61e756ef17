using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Vectors;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Heads;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Extract;

/// <summary>One vector for a text, as the model's folder says.</summary>
public static partial class ModelRuns
{
    /// <summary>
    /// Runs the model and pools its final hidden states, with the prompt that its folder names as the usual one; hooks that are attached to it take
    /// part in the run.
    /// </summary>
    /// <param name="model">A model whose folder says how to pool.</param>
    /// <param name="text">The text.</param>
    /// <param name="truncate">Whether a text with more tokens than the model has positions is cut off at the end instead of refused.</param>
    /// <returns>[hidden × kinds of pooling]</returns>
    /// <exception cref="AttnExtractException">The text is empty or too long, or the folder does not say how to pool.</exception>
    public static float[] EmbedSentence(this PretrainedModel model, string text, bool truncate = false) =>
        model.EmbedSentence(text, [], truncate);

    /// <inheritdoc cref="EmbedSentence(PretrainedModel, string, bool)"/>
    /// <param name="model">A model whose folder says how to pool.</param>
    /// <param name="text">The text.</param>
    /// <param name="ablations">What to change in the run.</param>
    /// <param name="truncate">Whether a text with more tokens than the model has positions is cut off at the end instead of refused.</param>
    public static float[] EmbedSentence(
        this PretrainedModel model, string text, IReadOnlyList<Ablation> ablations, bool truncate = false)
    {
        SentencePooling pooling = model.Pooling
            ?? throw new AttnExtractException(
                $"{model.Name} does not say how to make one vector of a text: its folder has no modules.json. "
                + "A sentence-transformers folder has one.");
        Encoding encoding = Encodings.OfSentence(model, new TextPair(text), pooling.Prompts.Default ?? "", truncate);
        using ModelTurn turn = ModelTurn.With(model, ablations, [encoding], truncate);
        Tensor hidden = turn.Run([encoding])[0]; // [token, hidden]
        return pooling.Pool(hidden, SentenceVectors.Skipped(model, pooling.Prompts.Default ?? "")).to(ScalarType.Float32).data<float>().ToArray();
    }
}
