using AttnExtract.Ground;
using AttnExtract.Model;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Vectors;

/// <summary>One vector for each text of a batch.</summary>
internal static class SentenceVectors
{
    /// <summary>Pools as the model's folder says; where it says nothing, by the mean over all tokens.</summary>
    /// <param name="model">The model.</param>
    /// <param name="hidden">Final hidden states of one text, without padding: [token, hidden]</param>
    /// <returns>[pooled]</returns>
    public static Tensor Pool(PretrainedModel model, Tensor hidden) => model.Pooling?.Pool(hidden) ?? hidden.mean([0]);

    /// <summary>How many tokens, from the first on, do not count because they are a prompt's.</summary>
    /// <exception cref="AttnExtractException">The prompt leaves no room for a text.</exception>
    public static int Skipped(PretrainedModel model, string prompt)
    {
        if (prompt.Length == 0 || model.Pooling is null or { IncludesPrompt: true })
        {
            return 0;
        }

        int length = Encodings.LengthOfPrompt(model, prompt);
        int most = Encodings.MaximumSentence(model);
        return length < most ? length : throw new AttnExtractException(
            $"The prompt has {length} tokens, and {model.Name} makes vectors of at most {most}: it leaves no room for a text.");
    }

    /// <summary>Pools, and scales to length 1.</summary>
    /// <param name="model">The model.</param>
    /// <param name="hidden">Final hidden states of texts without padding: [batch, token, hidden]</param>
    /// <returns>In double precision: [batch, pooled]</returns>
    public static Tensor Of(PretrainedModel model, Tensor hidden)
    {
        Tensor pooled = stack([.. Enumerable.Range(0, (int)hidden.shape[0]).Select(row => Pool(model, hidden[row]))]); // [batch, pooled]
        return nn.functional.normalize(pooled.Exact(), p: 2, dim: 1); // [batch, pooled]
    }
}
