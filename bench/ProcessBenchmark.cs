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

            long peak = 0;
            ProcessStartInfo ours = new(Program(), ["figure", SampleText.Sentence, "--cmap", "Greens_r", "-o", Path.Combine(folder, "ours.png")]);
            ProcessStartInfo rival = Rival.Whole("imshow_grid.py", maps, Path.Combine(folder, "rival.png"));
            Paired.Compare(
                "attn figure, text to PNG", () => { peak = Math.Max(peak, Finish(ours)); return null; },
                "Python, maps in a file to PNG", () => { Finish(rival); return null; },
                Pairs);
            Console.WriteLine($"   peak memory of ours {peak / (1 << 20)} MiB");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Program()
    {
        string path = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../src/Cli/bin/Release/net10.0/attn"));
        return File.Exists(path) ? path : throw new InvalidOperationException($"'{path}' is not built: dotnet build -c Release");
    }

    /// <summary>Runs a process to its end and returns the largest resident set that was seen, in bytes.</summary>
    private static long Finish(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        long peak = 0;
        while (!process.WaitForExit(5))
        {
            peak = Math.Max(peak, PeakOf(process));
        }

        return process.ExitCode == 0 ? peak : throw new InvalidOperationException($"{start.FileName} failed with exit code {process.ExitCode}.");
    }

    private static long PeakOf(Process process)
    {
        try
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            // It ended between the question and the answer.
            return 0;
        }
    }
}
