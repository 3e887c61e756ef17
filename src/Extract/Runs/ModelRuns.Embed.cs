using System.Collections.Immutable;
using AttnExtract.Extract.Surveys.Corpora;
using AttnExtract.Extract.Vectors;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Heads;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract;

/// <summary>Makes one vector of every text; Reimers and Gurevych 2019.</summary>
public static partial class ModelRuns
{
    /// <summary>What is done where the folder does not say how to make one vector of a text.</summary>
    public const string UsualPooling = "mean over all tokens, as the folder has no modules.json";

    // Enough to keep the processor busy, and few enough that a long text is a batch of its own.
    private const int TokensABatch = 512;

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
        options ??= EmbeddingOptions.Default;
        if (texts.Count == 0)
        {
            throw new AttnExtractException("There is no text to make a vector of; give a sentence or more, one a line.");
        }

        string prompt = PromptOf(model, options);
        SentenceRun run = new(model, options, SentenceVectors.Skipped(model, prompt));
        using HookWatch watch = new();
        float[] values = [];
        int width = 0;
        int truncatedTokens = 0;
        int truncatedTexts = 0;
        IEnumerable<(int Index, Encoding Encoding)> encoded =
            texts.Select((text, index) => (index, Encodings.OfSentence(model, text, prompt, truncate: true)));
        IEnumerable<ImmutableArray<(int Index, Encoding Encoding)>> batches = LengthBatches.Of(
            encoded, text => text.Encoding.Tokens.Count, length => Math.Max(1, TokensABatch / length));
        using Crew crew = new(model);
        foreach ((ImmutableArray<(int Index, Encoding Encoding)> batch, float[][] vectors) in crew.Run(
            batches, (member, _, batch) => (batch, run.Pool(member, [.. batch.Select(text => text.Encoding)]))))
        {
            truncatedTokens += batch.Sum(text => text.Encoding.TruncatedCount);
            truncatedTexts += batch.Count(text => text.Encoding.TruncatedCount > 0);
            foreach (((int index, _), float[] vector) in batch.Zip(vectors))
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
            Pooling = run.Description,
            Prompt = prompt,
            MaximumLength = Encodings.MaximumSentence(model),
            TruncatedTexts = truncatedTexts,
            Provenance = ProvenanceOf(model, watch, truncatedTokens, []),
        };
    }

    private static string PromptOf(PretrainedModel model, EmbeddingOptions options)
    {
        SentencePrompts prompts = model.Pooling?.Prompts ?? SentencePrompts.None;
        return options.Prompt
            ?? (options.PromptName is not { } name ? prompts.Default ?? ""
                : prompts.Find(name) ?? throw new AttnExtractException(prompts.ByName.IsEmpty
                    ? $"{model.Name} has no prompt '{name}': its folder has none; give the prompt itself."
                    : $"{model.Name} has no prompt '{name}'; it has {string.Join(", ", prompts.ByName.Select(prompt => prompt.Key))}."));
    }
}
