using System.Globalization;

namespace AttnExtract.Ground;

/// <summary>
/// How much memory this process may still take: what the machine has free, within what a container and the process's own limit leave. It is asked
/// before a run that takes much, since who takes more is ended by the kernel, without a word.
/// </summary>
internal static class FreeMemory
{
    private const double Kibi = 1024;
    private const string Groups = "/sys/fs/cgroup";

    private static readonly Pretended Told = new();

    /// <summary>The free memory in bytes.</summary>
    public static double Bytes => Told.Value ?? (OperatingSystem.IsLinux()
        ? Math.Min(OfMachine(), Math.Min(OfProcess(), OfGroups()))
        : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>Refuses what needs more than there is.</summary>
    /// <param name="bytes">At least so much is needed.</param>
    /// <param name="what">What needs it, as the subject of the sentence.</param>
    /// <param name="details">What it is needed for.</param>
    /// <param name="wayOut">What to do instead: a clause.</param>
    /// <exception cref="AttnExtractException">There is less.</exception>
    public static void Require(double bytes, Func<string> what, Func<string> details, Func<string> wayOut)
    {
        double free = Bytes;
        if (bytes > free)
        {
            throw new AttnExtractException(
                $"{what()} needs at least {Text(bytes)} of memory ({details()}), but {Text(free)} are free: {wayOut()}.");
        }
    }

    /// <summary>A size in the unit that suits it.</summary>
    public static string Text(double bytes) => bytes switch
    {
        >= 1e9 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:#,0.0} GB"),
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
    };

    /// <summary>For this thread, and those that it starts, as if there were so much.</summary>
    /// <returns>Ends the pretence when disposed.</returns>
    internal static IDisposable Pretend(double bytes) => Told.As(bytes);

    private static double OfMachine() =>
        Kibi * (Number("/proc/meminfo", "MemAvailable:") + Number("/proc/meminfo", "SwapFree:", absent: 0));

    // Reserved addresses count against `ulimit -v`.
    private static double OfProcess() =>
        Number("/proc/self/limits", "Max address space") - (Kibi * Number("/proc/self/status", "VmSize:", absent: 0));

    private static double OfGroups()
    {
        double least = double.PositiveInfinity;
        foreach (string[] group in Lines("/proc/self/cgroup").Select(line => line.Split(':', 3)))
        {
            bool isUnified = group[1].Length == 0;
            if (!isUnified && !group[1].Split(',').Contains("memory"))
            {
                continue;
            }

            string root = isUnified ? Groups : Path.Combine(Groups, "memory");
            for (string folder = group[2]; ; folder = Path.GetDirectoryName(folder)!)
            {
                least = Math.Min(least, OfGroup(root + folder.TrimEnd('/'), isUnified));
                if (folder.LastIndexOf('/') <= 0 && folder.Length <= 1)
                {
                    break;
                }
            }
        }

        return least;
    }

    // What only caches files is given back when memory is wanted.
    private static double OfGroup(string folder, bool isUnified) => isUnified
        ? Number($"{folder}/memory.max") - Number($"{folder}/memory.current", absent: 0) + Number($"{folder}/memory.stat", "inactive_file ", absent: 0)
        : Number($"{folder}/memory.limit_in_bytes") - Number($"{folder}/memory.usage_in_bytes", absent: 0)
            + Number($"{folder}/memory.stat", "total_inactive_file ", absent: 0);

    // The first number of the line that begins so; where there is none, as in "max" and "unlimited", nothing limits.
    private static double Number(string file, string start = "", double absent = double.PositiveInfinity)
    {
        string? line = Lines(file).FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal));
        string? word = line?[start.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();
        return double.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out double number) ? number : absent;
    }

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
