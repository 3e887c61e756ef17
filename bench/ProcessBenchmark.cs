using System.Diagnostics;
using AttnExtract.Extract;
using AttnExtract.Model;

namespace AttnExtract.Bench;

/// <summary>
/// The built program from start to end. Its rival is a Python process that only draws maps that lie ready in a file: it is
/// spared the model, torch and the tokenizer, which would add seconds to its side.
/// </summary>
internal static class ProcessBenchmark
{
    private const int Pairs = 5;
    private const int FloorPairs = 15;

    public static void Run()
    {
        string folder = Directory.CreateTempSubdirectory("attn-bench-").FullName;
        try
        {
            string maps = Path.Combine(folder, "maps.json");
            using (PretrainedModel model = PretrainedModel.LoadBundled())
            {
                model.Capture(SampleText.Sentence).Save(maps);
            }

            ProcessStartInfo ours =
                WholeProcess.Attn("figure", SampleText.Sentence, "--cmap", "Greens_r", "-o", Path.Combine(folder, "ours.png"));
            ProcessStartInfo rival = Rival.Whole("imshow_grid.py", maps, Path.Combine(folder, "rival.png"));
            Paired.Compare(
                "attn figure, text to PNG", () => { WholeProcess.Finish(ours); return null; },
                "Python, maps in a file to PNG", () => { WholeProcess.Finish(rival); return null; },
                Pairs);
            ProcessStartInfo floor = WholeProcess.Companion(TorchFloor.Name);
            Paired.Compare(
                "attn figure, text to PNG", () => { WholeProcess.Finish(ours); return null; },
                "libtorch loaded, two matrices multiplied", () => { WholeProcess.Finish(floor); return null; },
                FloorPairs, target: 1.4);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
