using AttnExtract.Extract.Predictions;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Heads;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Extract;

/// <summary>Looks at hidden states through the word head.</summary>
public static partial class ModelRuns
{
    // How many scores are in memory at a time: those of a long text and a large vocabulary would be gigabytes.
    private const int ScoresAtATime = 4_000_000;

    /// <inheritdoc cref="Lens(PretrainedModel, TextPair, LensOptions?)"/>
    public static LogitLens Lens(this PretrainedModel model, string text, LensOptions? options = null) => model.Lens(new TextPair(text), options);

    /// <summary>
    /// What the word head would say if the model ended earlier: it is applied to what enters the first layer and to what leaves each, after the
    /// norm that follows the last layer, where the model has one.
    /// </summary>
    /// <param name="model">A model with a head for words; hooks that are attached to it take part in the run.</param>
    /// <param name="text">The text.</param>
    /// <param name="options">How many words are kept.</param>
    /// <exception cref="AttnExtractException">The model has no such head, or the text is empty or too long.</exception>
    public static LogitLens Lens(this PretrainedModel model, TextPair text, LensOptions? options = null)
    {
        options ??= LensOptions.Default;
        using HookWatch watch = new();
        Encodings.RequireOneStack(model, "The lens");
        TaskHead head = model.Heads.Find(HeadKind.CausalLanguageModel) ?? model.Heads[HeadKind.MaskedLanguageModel];
        Encoding encoding = Encodings.Of(model, text, options.Truncate);
        ModelInput input = model.Batch([encoding]);
        int rows = model.Spec.LayerCount + 1;
        int count = Math.Min(options.Count ?? int.MaxValue, head.Spec.OutputSize);
        List<int> ids = [];
        List<float> probabilities = [];
        using (ModelTurn turn = ModelTurn.Of(model))
        {
            turn.Run(input, out Tensor[] states, kept: (double)rows * encoding.Tokens.Count * count * (sizeof(int) + sizeof(float)));
            foreach (Tensor state in states)
            {
                Tensor final = turn.RunFrom(model.Spec.LayerCount, state, input); // [1, token, hidden]
                Read(head, final, token =>
                {
                    int[] words = options.Count is null ? [.. Enumerable.Range(0, token.Length)] : [.. Ranking.Descending(token).Take(count)];
                    ids.AddRange(words);
                    probabilities.AddRange(words.Select(word => (float)token[word]));
                });
            }
        }

        return new LogitLens
        {
            Text = text,
            Tokens = [.. encoding.Tokens.Select(RecordToken.Of)],
            IsForNext = head.Spec.Kind == HeadKind.CausalLanguageModel,
            Probabilities = new DenseArray(probabilities.ToArray(), rows, encoding.Tokens.Count, count),
            Ids = [.. ids],
            Words = ids.Distinct().ToDictionary(id => id, id => model.Tokenizer.TokenOf(id) ?? $"#{id}"),
            Provenance = ProvenanceOf(model, watch, encoding.TruncatedCount, []),
        };
    }

    // Calls back with the probabilities of every word, token by token.
    private static void Read(TaskHead head, Tensor final, Action<double[]> read)
    {
        int tokens = (int)final.shape[1];
        int most = Math.Max(1, ScoresAtATime / head.Spec.OutputSize);
        foreach (int[] some in Enumerable.Range(0, tokens).Chunk(most))
        {
            using IDisposable scope = NewDisposeScope();
            Tensor scores = head.call(final.narrow(1, some[0], some.Length), Padding.None)[0]; // [token, word]
            SelfCheck.RequireFinite(scores, $"The scores of the head for {head.Spec.Kind.Meaning}");
            Tensor likely = nn.functional.softmax(scores.Exact(), -1); // [token, word]
            for (int token = 0; token < some.Length; token++)
            {
                using Tensor one = likely[token]; // [word]
                read(one.data<double>().ToArray());
            }
        }
    }
}
