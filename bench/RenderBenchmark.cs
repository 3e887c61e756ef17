using AttnExtract.Extract;
using AttnExtract.Model;
using AttnExtract.Render;

namespace AttnExtract.Bench;

/// <summary>One figure in process, beside imshow in a Python process that has long since started.</summary>
internal static class RenderBenchmark
{
    private const int Pairs = 5;

    public static void Run()
    {
        using PretrainedModel model = PretrainedModel.LoadBundled();
        AttentionRecord record = model.Capture(SampleText.Sentence);
        string folder = Directory.CreateTempSubdirectory("attn-bench-").FullName;
        try
        {
            string maps = Path.Combine(folder, "maps.json");
            record.Save(maps);
            using Rival imshow = Rival.Start("imshow_grid.py", maps, Path.Combine(folder, "rival.png"));
            Console.WriteLine($"   {record.Tokens.Count} tokens, {record.Layers.Count} × {record.Heads.Count} maps");
            Paired.Compare(
                "our PNG", () => { record.ToFigure().With(colormap: "Greens_r").Save(Path.Combine(folder, "ours.png")); return null; },
                "matplotlib imshow grid with labels", imshow.DrawOnce,
                Pairs, null);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
