namespace AttnExtract.Bench;

/// <summary>What the built program needs for a decoder whose weights are in bfloat16: read into single precision, and kept as they are.</summary>
internal static class MemoryBenchmark
{
    private const double Share = 1.3;
    private const double Megabyte = 1e6;
    private const double Beside = 250 * Megabyte;

    // Loading and next to nothing else, and a text as long as the model reads.
    private static readonly int[] Lengths = [4, 510];

    public static void Run()
    {
        using RandomModel folder = RandomModel.Llama(isBFloat16: true);
        double weights = sizeof(float) * (double)folder.Numbers;
        Console.WriteLine(FormattableString.Invariant(
            $"   weights {weights / 2 / Megabyte:0} MB, in single precision {weights / Megabyte:0} MB; target {((Share * weights) + Beside) / Megabyte:0} MB"));
        foreach (int words in Lengths)
        {
            foreach (string[] kept in (string[][])[[], ["--dtype", "bfloat16"]])
            {
                string text = string.Join(' ', Enumerable.Repeat("cat", words));
                WholeProcess.Finish(WholeProcess.Attn(["predict", text, "-m", folder.Folder, "--json", .. kept]));
                Console.WriteLine(FormattableString.Invariant(
                    $"   {words + 2} tokens{string.Concat(kept.Select(word => " " + word))}: {WholeProcess.TakePeak() / Megabyte:0} MB"));
            }
        }
    }
}
