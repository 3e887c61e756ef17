using AttnExtract.Extract;
using AttnExtract.Extract.Predictions;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;

namespace AttnExtract.Bench;

/// <summary>What keeping keys and values saves while a decoder writes.</summary>
internal static class WritingBenchmark
{
    private const int Written = 64;

    private static readonly (int Prompt, int Pairs, double? Target)[] Cases = [(16, 3, null), (128, 2, null), (448, 1, 1 / 8.0)];

    public static void Run()
    {
        using RandomModel folder = RandomModel.Llama();
        using PretrainedModel model = PretrainedModel.Load(folder.Folder);
        foreach ((int prompt, int pairs, double? target) in Cases)
        {
            TextPair text = new(string.Join(' ', Enumerable.Repeat("cat", prompt - 2)));
            Generation? kept = null;
            Generation? anew = null;
            Console.WriteLine($"   after {prompt} tokens");
            Paired.Compare(
                "with keys and values kept", () => Done(() => kept = model.Generate(text, Written)),
                "a whole run for each token", () => Done(() => anew = Anew(model, text)),
                pairs, target);
            if (kept!.Tokens.Length != Written || !kept.Tokens.SequenceEqual(anew!.Tokens))
            {
                throw new InvalidOperationException("Both are to write the same 64 tokens.");
            }
        }
    }

    // A hook that changes nothing makes the cache step aside.
    private static Generation Anew(PretrainedModel model, TextPair text)
    {
        using IDisposable watching = model.Hooks[HookName.EmbedOut].Attach(_ => null);
        return model.Generate(text, Written);
    }

    private static double? Done(Action action)
    {
        action();
        return null;
    }
}
