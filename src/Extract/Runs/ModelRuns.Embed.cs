using AttnExtract.Extract.Surveys.Corpora;
using AttnExtract.Extract.Vectors;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Extract;

/// <summary>Makes one vector of every text; Reimers and Gurevych 2019.</summary>
public static partial class ModelRuns
{
    /// <summary>What is done where the folder does not say how to make one vector of a text.</summary>
    public const string UsualPooling = "mean over all tokens, as the folder has no modules.json";

    // Enough to keep the processor busy, and few enough that a long text is a batch of its own.
    private const int TokensABatch = 2048;

    /// <summary>Runs the model over texts, those of similar length together, and pools its final hidden states as its folder says.</summary>
    /// <param name="model">The model; hooks that are attached to it take part in the runs.</param>
    /// <param name="texts">The texts; their tokens are made as they are needed and not kept.</param>
    /// <param name="truncate">Whether texts with more tokens than the model has positions are cut off at the end instead of refused.</param>
    /// <exception cref="AttnExtractException">There is no text, or one is empty or too long.</exception>
    public static TextVectors Embed(this PretrainedModel model, IReadOnlyList<TextPair> texts, bool truncate = false)
    {
        if (texts.Count == 0)
        {
            throw new AttnExtractException("There is no text to make a vector of; give a sentence or more, one a line.");
        }

        using HookWatch watch = new();
        float[] values = [];
        int width = 0;
        int truncatedTokens = 0;
        IEnumerable<(int Index, Encoding Encoding)> encoded = texts.Select((text, index) => (index, Encodings.OfSentence(model, text, truncate)));
        foreach (IReadOnlyList<(int Index, Encoding Encoding)> batch in LengthBatches.Of(
            encoded, text => text.Encoding.Tokens.Count, length => Math.Max(1, TokensABatch / length)))
        {
            truncatedTokens += batch.Sum(text => text.Encoding.TruncatedCount);
            foreach (((int index, _), float[] vector) in batch.Zip(Pool(model, [.. batch.Select(text => text.Encoding)])))
            {
                width = vector.Length;
                values = values.Length > 0 ? values : new float[checked(texts.Count * width)];
                vector.CopyTo(values, index * width);
            }
        }

        return new TextVectors
        {
            Texts = [.. texts],
            Values = new DenseArray(values, texts.Count, width),
            Pooling = model.Pooling is { } pooling ? string.Join(", ", pooling.StepNames) : UsualPooling,
            Provenance = ProvenanceOf(model, watch, truncatedTokens, []),
        };
    }

    private static float[][] Pool(PretrainedModel model, Encoding[] encodings)
    {
        using ModelTurn turn = ModelTurn.Of(model);
        Tensor hidden = turn.Run(encodings); // [batch, token, hidden]
        return [.. encodings.Select((encoding, row) =>
        {
            Tensor states = hidden[row].narrow(0, 0, encoding.Tokens.Count); // [token, hidden]
            return SentenceVectors.Pool(model, states).to(ScalarType.Float32).data<float>().ToArray();
        })];
    }
}
