using AttnExtract.Extract;
using AttnExtract.Model;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Bench;

/// <summary>Statistics of all heads over a corpus, beside the forward passes alone.</summary>
internal static class HeadsBenchmark
{
    private const int SentenceCount = 1000;
    private const int SentencesABatch = 32;

    public static void Run()
    {
        using PretrainedModel model = PretrainedModel.LoadBundled();
        TextPair[] texts = [.. SampleCorpus.Sentences(SentenceCount).Select(sentence => new TextPair(sentence))];
        Paired.Compare(
            "survey of 72 heads, 1,000 sentences",
            () =>
            {
                model.Survey(texts);
                return null;
            },
            "fused forwards alone, sorted by length",
            () =>
            {
                RunForwards(model, texts);
                return null;
            },
            pairs: 3);
    }

    private static void RunForwards(PretrainedModel model, IEnumerable<TextPair> texts)
    {
        Encoding[] encodings = [.. texts.Select(text => model.Tokenizer.Encode(text.Text)).OrderBy(encoding => encoding.Tokens.Count)];
        foreach (Encoding[] batch in encodings.Chunk(SentencesABatch))
        {
            using IDisposable scope = NewDisposeScope();
            using IDisposable noGradients = no_grad();
            model.Encoder.call(model.Batch(batch));
        }
    }
}
