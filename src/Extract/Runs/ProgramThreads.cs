using System.Globalization;
using AttnExtract.Ground;

namespace AttnExtract.Extract;

/// <summary>
/// How many threads of the program share runs that fall into parts, such as those over many texts. Numbers do not depend on it.
/// </summary>
public static class ProgramThreads
{
    /// <summary>More than any machine has, and few enough for their memory to be asked for in vain.</summary>
    public const int Most = 1024;

    /// <summary>The environment variable that says how many; where it is not set, libtorch's own says it.</summary>
    public const string Variable = "ATTN_THREADS";

    private const string OfLibTorch = "OMP_NUM_THREADS";

    private static int? _count;

    /// <summary>How many: as <see cref="Variable"/> says, else as many as libtorch may use, else one a core.</summary>
    /// <exception cref="AttnExtractException">It is not between 1 and <see cref="Most"/>.</exception>
    public static int Count
    {
        get => _count ??= FromEnvironment();
        set => _count = value is >= 1 and <= Most ? value : throw Wrong($"{value}", "--threads");
    }

    private static int FromEnvironment()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } wanted)
        {
            return int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= Most
                ? count
                : throw Wrong(wanted, Variable);
        }

        return int.TryParse(Environment.GetEnvironmentVariable(OfLibTorch), NumberStyles.None, CultureInfo.InvariantCulture, out int ofLibTorch)
            && ofLibTorch >= 1
            ? Math.Min(ofLibTorch, Most)
            : Math.Min(Environment.ProcessorCount, Most);
    }

    private static AttnExtractException Wrong(string value, string where) =>
        new($"'{value}' is no number of threads for {where}; expected a whole number from 1 to {Most}.");
}
