using AttnExtract.Extract.Chunks;
using AttnExtract.Extract.Vectors;
using AttnExtract.Ground;
using AttnExtract.Model;

namespace AttnExtract.Extract;

/// <summary>Makes one vector of every text; Reimers and Gurevych 2019.</summary>
public static partial class ModelRuns
{
    /// <summary>What is done where the folder does not say how to make one vector of a text.</summary>
    public const string UsualPooling = "mean over all tokens, as the folder has no modules.json";

    /// <summary>
    /// Runs the model over texts, those of similar length together, and pools its final hidden states as its folder says. Texts with more tokens than
    /// the folder allows for one vector, or the model has positions for, are cut off at the end, which the result tells.
    /// </summary>
    /// <param name="model">The model; hooks that are attached to it take part in the runs.</param>
    /// <param name="texts">The texts; their tokens are made as they are needed and not kept.</param>
    /// <param name="options">What is to be otherwise than the folder says.</param>
    /// <exception cref="AttnExtractException">There is no text, one is empty, or a prompt or layer does not exist.</exception>
    public static TextVectors Embed(this PretrainedModel model, IReadOnlyList<TextPair> texts, EmbeddingOptions? options = null)
    {
        using EmbeddingWork work = new(model, options ?? EmbeddingOptions.Default);
        using EmbeddingMerge merge = new();
        CorpusChunks.Merge(texts, CorpusChunks.UsualSize, work, merge);
        return merge.ToVectors().ToVectors();
    }
}
