using System.Collections.Immutable;
using AttnExtract.Extract.Chunks;
using AttnExtract.Extract.Surveys.Corpora;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Heads;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract.Vectors;

/// <summary>Makes one vector of every text of a chunk; <see cref="EmbeddingMerge"/> puts those of all chunks together.</summary>
public sealed class EmbeddingWork : IChunkWork<TextPair>
{
    // Enough to keep the processor busy, and few enough that a long text is a batch of its own.
    private const int TokensABatch = 512;

    private readonly PretrainedModel _model;
    private readonly string _prompt;
    private readonly SentenceRun _run;
    private readonly Crew _crew;

    /// <summary>Checks what is wanted.</summary>
    /// <param name="model">The model; hooks that are attached to it take part in the runs.</param>
    /// <param name="options">What is to be otherwise than the folder says.</param>
    /// <exception cref="AttnExtractException">A prompt or layer does not exist.</exception>
    public EmbeddingWork(PretrainedModel model, EmbeddingOptions options)
    {
        _model = model;
        _prompt = PromptOf(model, options);
        _run = new SentenceRun(model, options, SentenceVectors.Skipped(model, _prompt));
        _crew = new Crew(model);
    }

    /// <inheritdoc/>
    /// <exception cref="AttnExtractException">A text is empty.</exception>
    public void Run(Chunk<TextPair> chunk, Stream partial) =>
        VectorPartial.Write(VectorsOf([.. chunk.Texts.Select(text => Encodings.Columns(_model, text) with { Target = null })]), partial);

    /// <inheritdoc/>
    public void Dispose() => _crew.Dispose();

    private TextVectors VectorsOf(IReadOnlyList<TextPair> texts)
    {
        using HookWatch watch = new();
        float[] values = [];
        int width = 0;
        int truncatedTokens = 0;
        int truncatedTexts = 0;
        IEnumerable<(int Index, Encoding Encoding)> encoded =
            texts.Select((text, index) => (index, Encodings.OfSentence(_model, text, _prompt, truncate: true)));
        IEnumerable<ImmutableArray<(int Index, Encoding Encoding)>> batches = LengthBatches.Of(
            encoded, text => text.Encoding.Tokens.Count, length => Math.Max(1, TokensABatch / length));
        foreach ((ImmutableArray<(int Index, Encoding Encoding)> batch, float[][] vectors) in _crew.Run(
            batches, (member, _, batch) => (batch, _run.Pool(member, [.. batch.Select(text => text.Encoding)]))))
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
            Pooling = _run.Description,
            Prompt = _prompt,
            MaximumLength = Encodings.MaximumSentence(_model),
            TruncatedTexts = truncatedTexts,
            Provenance = ModelRuns.ProvenanceOf(_model, watch, truncatedTokens, []),
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
