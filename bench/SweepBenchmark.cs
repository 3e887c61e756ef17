using AttnExtract.Extract;
using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Experiments.Sweeps;
using AttnExtract.Model;

namespace AttnExtract.Bench;

/// <summary>Every head of the bundled model switched off in turn, beside as many separate runs of the same model.</summary>
internal static class SweepBenchmark
{
    private const int Pairs = 10;

    public static void Run()
    {
        using PretrainedModel model = PretrainedModel.LoadBundled();
        Sweep? sweep = null;
        Paired.Compare(
            "72 heads set to zero in turn (target 300)", () => { sweep = model.Sweep(SampleText.Sentence); return null; },
            "72 separate runs", () => { RunSeparately(model); return null; },
            Pairs);
        if (sweep!.Effects.Length != model.Spec.LayerCount * model.Spec.HeadCount)
        {
            throw new InvalidOperationException("The sweep did not switch off every head.");
        }
    }

    private static void RunSeparately(PretrainedModel model)
    {
        for (int layer = 0; layer < model.Spec.LayerCount; layer++)
        {
            for (int head = 0; head < model.Spec.HeadCount; head++)
            {
                model.EmbedSentence(SampleText.Sentence, [Ablate.Head(layer, head).ToZero()]);
            }
        }
    }
}
