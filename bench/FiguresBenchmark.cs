using System.Globalization;
using AttnExtract.Extract;
using AttnExtract.Render;
using AttnExtract.Render.Formats;

namespace AttnExtract.Bench;

/// <summary>
/// Figures of maps that are there already, beside what a researcher would write in Python: a loop of imshow, and a loop of
/// seaborn.heatmap, of which only one row of panels is drawn, because the whole takes minutes; ATTN_BENCH_WHOLE=1 draws all of it.
/// </summary>
internal static class FiguresBenchmark
{
    private const int Times = 7;

    public static void Run()
    {
        string folder = Directory.CreateTempSubdirectory("attn-bench-").FullName;
        try
        {
            string In(string name) => Path.Combine(folder, name);
            AttentionRecord grid = SampleMaps.Record(6, 12, 24);
            grid.Save(In("maps.json"));
            grid.Save(In("run.safetensors"));
            Figure figure = grid.ToFigure();

            Console.WriteLine("   6 × 12 maps of 24 tokens");
            DrawAlone(figure, In("grid.png"), "PNG (target 150)");
            DrawAlone(figure, In("grid.svg"), "SVG (target 400, 1 MB)");
            DrawAlone(figure, In("grid.pdf"), "PDF (target 400, 1 MB)");
            Paired.Alone("72 files (target 600)", () => { figure.SavePanels(In("heads")); return null; }, Times);
            Paired.Alone(
                "attn figure --from, one map, whole process (target 250)",
                () =>
                {
                    WholeProcess.Finish(WholeProcess.Attn(
                        "figure", "--from", In("run.safetensors"), "-o", In("one.png"), "--layers", "3", "--heads", "7"));
                    return null;
                },
                Times);
            using (Rival imshow = Rival.Start("imshow_grid.py", In("maps.json"), In("rival.png")))
            {
                Paired.Compare("PNG", () => { figure.Save(In("grid.png")); return null; }, "imshow", imshow.DrawOnce, pairs: 3);
            }

            DrawSeaborn(In("maps.json"), In("rival.png"), grid.Layers.Count);

            Console.WriteLine("   12 × 12 maps of 64 tokens");
            AttentionRecord large = SampleMaps.Record(12, 12, 64);
            large.Save(In("large.safetensors"));
            large.Save(In("large.json"));
            Figure largeFigure = large.ToFigure();
            DrawAlone(largeFigure, In("large.png"), "PNG (target 1500)");
            Paired.Alone(
                "attn figure --from (target 250 MiB)",
                () => { WholeProcess.Finish(WholeProcess.Attn("figure", "--from", In("large.safetensors"), "-o", In("large.png"))); return null; },
                Times);
            using Rival imshowLarge = Rival.Start("imshow_grid.py", In("large.json"), In("rival.png"));
            Paired.Compare("PNG", () => { largeFigure.Save(In("large.png")); return null; }, "imshow", imshowLarge.DrawOnce, pairs: 1);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void DrawAlone(Figure figure, string path, string what)
    {
        Paired.Alone(what, () => { figure.Save(path); return null; }, Times);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"   {"",-42} {new FileInfo(path).Length / 1e6:0.00} MB"));
    }

    private static void DrawSeaborn(string maps, string path, int rows)
    {
        bool whole = Environment.GetEnvironmentVariable("ATTN_BENCH_WHOLE") == "1";
        using Rival seaborn = Rival.Start("seaborn_grid.py", [maps, path, .. whole ? [] : (string[])["--rows", "1"]]);
        double seconds = seaborn.DrawOnce()!.Value / 1000;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"   seaborn.heatmap, {(whole ? $"{rows} rows" : "one row")} of 12 panels: {seconds:0.0} s"));
    }
}
