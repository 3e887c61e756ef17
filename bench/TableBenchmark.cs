using System.Diagnostics;
using System.Globalization;

namespace AttnExtract.Bench;

/// <summary>A large table as text to its figure, our whole process; its rival reads the same file and draws nothing.</summary>
internal static class TableBenchmark
{
    private const int Rows = 20_000;
    private const int Columns = 1_000;
    private const int Pairs = 5;

    public static void Run()
    {
        string folder = Directory.CreateTempSubdirectory("attn-bench-").FullName;
        try
        {
            string table = Path.Combine(folder, "table.csv");
            Write(table);
            ProcessStartInfo ours = WholeProcess.Attn("heatmap", table, "-o", Path.Combine(folder, "ours.png"));
            using Rival rival = Rival.Start("read_csv.py", table);
            Paired.Compare(
                "attn heatmap, csv to PNG, whole process", () => { WholeProcess.Finish(ours); return null; },
                "pandas.read_csv, the call alone", rival.DrawOnce,
                Pairs, target: 0.6);
            Console.WriteLine($"   the numbers alone are {Rows * Columns * sizeof(double) >> 20} MiB");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Write(string path)
    {
        Random random = new(0);
        using StreamWriter file = new(path);
        file.WriteLine(string.Join(',', Enumerable.Range(0, Columns).Select(column => $"c{column}")));
        for (int row = 0; row < Rows; row++)
        {
            file.WriteLine(string.Join(',', Enumerable.Range(0, Columns).Select(_ => random.NextDouble().ToString("F7", CultureInfo.InvariantCulture))));
        }
    }
}
