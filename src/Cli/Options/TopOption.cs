using System.CommandLine;

namespace AttnExtract.Cli.Options;

/// <summary>How many of what a head makes of a text.</summary>
internal static class TopOption
{
    private const int UsualCount = 5;
    private const string All = "all";

    /// <summary>The number.</summary>
    public static Option<string> Top { get; } = new("--top")
    {
        HelpName = "COUNT",
        Description = $"how many words, classes or labels are named, likeliest first; else {UsualCount}. The lens also takes "
            + $"{All}: every word, in the order of the vocabulary",
    };

    /// <summary>How many.</summary>
    /// <exception cref="UsageException">It is no whole number from 1 up.</exception>
    public static int CountOf(Invocation call) => Numbers.ReadCount(call, Top) ?? UsualCount;

    /// <summary>How many; null for all.</summary>
    /// <exception cref="UsageException">It is neither a whole number from 1 up nor all.</exception>
    public static int? CountOrAllOf(Invocation call) => call.Value(Top) == All ? null : CountOf(call);
}
