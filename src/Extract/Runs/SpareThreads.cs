using System.Globalization;
using AttnExtract.Model.Specs;
using static TorchSharp.torch;

namespace AttnExtract.Extract;

/// <summary>
/// No more threads of libtorch than cores are idle, until disposed. The threads wait for one another at every operation, and one that waits for a
/// core which another program has keeps them all waiting: where operations are small, that takes longer than to do without. Numbers do not depend on it.
/// </summary>
internal sealed class SpareThreads : IDisposable
{
    // Multiplications in the largest product of a layer: less than a millisecond's, beside which the turns of the kernel's scheduler are long.
    private const double SmallProduct = 1 << 26;

    private const string Load = "/proc/loadavg";
    private const string Online = "/proc/stat";
    private const int RunningField = 3;

    private static readonly Lazy<int> Cores = new(() => File.ReadLines(Online).Count(line => line.StartsWith("cpu", StringComparison.Ordinal)) - 1);

    private readonly int _before;

    private SpareThreads(int before)
    {
        _before = before;
    }

    /// <summary>For one run on this thread.</summary>
    /// <param name="spec">The structure.</param>
    /// <param name="tokens">How many tokens, of all texts.</param>
    /// <returns>null where it may take as many as ever.</returns>
    public static SpareThreads? For(StackSpec spec, double tokens)
    {
        int most = get_num_threads();
        return most == 1 || tokens * spec.HiddenSize * spec.IntermediateSize > SmallProduct ? null : Leaving(most, Idle());
    }

    /// <summary>How many cores nobody else uses.</summary>
    /// <param name="load">As Linux says it: three means, and how many threads run, this one among them, of how many.</param>
    /// <param name="cores">How many cores there are.</param>
    public static int IdleOf(string load, int cores)
    {
        string running = load.Split(' ')[RunningField].Split('/')[0];
        return cores + 1 - int.Parse(running, CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public void Dispose() => set_num_threads(_before);

    /// <summary>So many threads, at least one.</summary>
    /// <param name="most">How many there are.</param>
    /// <param name="idle">How many cores are idle, or may be used.</param>
    internal static SpareThreads? Leaving(int most, int idle)
    {
        if (idle >= most)
        {
            return null;
        }

        set_num_threads(Math.Max(1, idle));
        return new SpareThreads(most);
    }

    private static int Idle()
    {
        try
        {
            return OperatingSystem.IsLinux() ? IdleOf(File.ReadAllText(Load), Cores.Value) : int.MaxValue;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException)
        {
            return int.MaxValue;
        }
    }
}
