using AttnExtract.Extract;
using AttnExtract.Extract.Measures;
using AttnExtract.Model;

namespace AttnExtract.Bench;

/// <summary>Attention flow of every pair of tokens, beside one run of the model.</summary>
internal static class FlowBenchmark
{
    private const int Pairs = 5;

    public static void Run()
    {
        using PretrainedModel model = PretrainedModel.LoadBundled();
        TextPair text = new(SampleText.Sentence);
        Paired.Compare(
            "flow of every pair (target 1000)", () => { model.Measure(text, [MeasureCatalog.Flow]); return null; },
            "one capture of the maps", () => { model.Capture(SampleText.Sentence); return null; },
            Pairs);
    }
}
