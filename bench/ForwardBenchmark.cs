using AttnExtract.Extract;
using AttnExtract.Model;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Bench;

/// <summary>What capture costs: the whole of <c>Capture</c>, to plain numbers, beside the bare forward through the fused kernel.</summary>
internal static class ForwardBenchmark
{
    private const int SmallPairs = 301;

    public static void Run()
    {
        using RandomModel folder = RandomModel.Bert();
        Run(folder, (16, 40, null), (128, 21, 0.95), (512, 15, 1.02));
    }

    /// <summary>The same of a decoder, half of whose pairs of tokens are hidden.</summary>
    public static void RunDecoder()
    {
        using RandomModel folder = RandomModel.Llama();
        Run(folder, (128, 20, null), (512, 10, 1.05));
    }

    private static void Run(RandomModel folder, params (int Tokens, int Pairs, double? Target)[] cases)
    {
        using PretrainedModel model = PretrainedModel.Load(folder.Folder);
        foreach ((int tokens, int pairs, double? target) in cases)
        {
            // [CLS], words of one token each, [SEP].
            Compare(model, string.Join(' ', Enumerable.Repeat("cat", tokens - 2)), pairs, target);
        }
    }

    /// <summary>The same of a short sentence on the bundled model.</summary>
    public static void RunSmall()
    {
        using PretrainedModel model = PretrainedModel.LoadBundled();
        Compare(model, SampleText.Sentence, SmallPairs, 0.6);
    }

    private static void Compare(PretrainedModel model, string text, int pairs, double? target)
    {
        Encoding encoding = model.Tokenizer.Encode(text);
        AttentionRecord? record = null;
        Console.WriteLine($"   {encoding.Tokens.Count} tokens");
        Paired.Compare(
            "with every map kept", () => Done(() => record = model.Capture(text)),
            "without capture", () => Done(() => Forward(model, encoding)),
            pairs, target);
        if (record!.Layers.Count != model.Spec.LayerCount)
        {
            throw new InvalidOperationException("The capture did not keep every layer.");
        }
    }

    private static void Forward(PretrainedModel model, Encoding encoding)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        model.Encoder.call(model.Batch([encoding]));
    }

    private static double? Done(Action action)
    {
        action();
        return null;
    }
}
