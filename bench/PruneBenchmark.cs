using AttnExtract.Extract;
using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Pruning;
using AttnExtract.Model;

namespace AttnExtract.Bench;

/// <summary>A model without half of its heads beside the whole model: what pruning saves in time and weights.</summary>
internal static class PruneBenchmark
{
    private const int Pairs = 10;

    public static void Run()
    {
        using RandomModel random = RandomModel.Bert();
        string folder = random.Folder + "-pruned";
        try
        {
            PrunedModel saved = HeadPruning.Save(random.Folder, HeadSelection.Parse("*.0-5"), folder);
            Console.WriteLine($"weights: {saved.WeightsAfter:N0} of {saved.WeightsBefore:N0}");
            using PretrainedModel whole = PretrainedModel.Load(random.Folder);
            using PretrainedModel pruned = PretrainedModel.Load(folder);
            string text = string.Join(' ', Enumerable.Repeat("cat", 126));
            CaptureOptions options = new() { Sites = ["final.out"] };
            Paired.Compare(
                "without half of the heads", () => { pruned.Capture(text, options); return null; },
                "with all heads", () => { whole.Capture(text, options); return null; },
                Pairs);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
