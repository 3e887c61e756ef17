using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using AttnExtract.Cli.Cluster;

namespace AttnExtract.Cli.Options;

/// <summary>What a study takes of a cluster. No study has an option of one of these names, because they stand among its own.</summary>
internal static partial class ClusterOptions
{
    /// <summary>The study.</summary>
    public static Argument<string[]> Study { get; } = new("STUDY")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "the command line of a study without attn, such as heads corpus.txt -o run/, where run/ is the folder of the run; "
            + "further files after -o are written when all is done",
    };

    /// <summary>Into how many parts.</summary>
    public static Option<string> Tasks { get; } = new("--tasks")
    {
        HelpName = "N",
        Description = "divide the study into N parts, each of which runs wherever there is room",
    };

    /// <summary>Cores a part.</summary>
    public static Option<string> Cpus { get; } = new("--cpus")
    {
        HelpName = "N",
        Description = "cores, and so threads, of each part, else 1",
    };

    /// <summary>Memory a part.</summary>
    public static Option<string> Memory { get; } = new("--mem")
    {
        HelpName = "SIZE",
        Description = "memory of each part, such as 800M or 2G",
    };

    /// <summary>Time a part.</summary>
    public static Option<string> Time { get; } = new("--time")
    {
        HelpName = "LIMIT",
        Description = "how long each part may take: minutes, minutes:seconds, hours:minutes:seconds or days-hours:minutes:seconds",
    };

    /// <summary>What the cluster calls it.</summary>
    public static Option<string> Name { get; } = new("--name")
    {
        HelpName = "NAME",
        Description = "what the cluster calls it, else attn-STUDY; small letters, digits and hyphens",
    };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Option> All { get; } = [Tasks, Cpus, Memory, Time, Name];

    /// <summary>What a command line asks for.</summary>
    /// <exception cref="UsageException">It cannot be read, or does not say how many parts.</exception>
    public static ClusterRequest Read(Invocation call, StudyLine study)
    {
        int tasks = Numbers.ReadCount(call, Tasks) ?? throw new UsageException(Messages.NoTaskCount(call.Command));
        string name = call.Value(Name) ?? $"attn-{study.Command.Name}";
        return new(
            JobName.IsMatch(name) ? name : throw new UsageException(Messages.BadJobName(Name.Name, name)),
            tasks,
            Numbers.ReadCount(call, Cpus) ?? 1,
            call.Value(Memory) is { } memory ? MemoryOf(memory) : null,
            call.Value(Time) is { } time ? TimeOf(time) : null);
    }

    private static MemorySize MemoryOf(string text)
    {
        Match match = Size.Match(text);
        int number = match.Success ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        return number > 0
            ? new(number, char.ToUpperInvariant(match.Groups[2].Value[0]))
            : throw new UsageException(Messages.BadMemory(Memory.Name, text));
    }

    // As man sbatch has it: with days the first number after them are hours, with two colons also, with one or none minutes.
    private static TimeLimit TimeOf(string text)
    {
        Match match = Limit.Match(text);
        int[] parts = [.. match.Groups["part"].Captures.Select(part => int.Parse(part.Value, CultureInfo.InvariantCulture))];
        TimeSpan span = match.Groups["days"] is { Success: true } days
            ? new(int.Parse(days.Value, CultureInfo.InvariantCulture), parts[0], parts.ElementAtOrDefault(1), parts.ElementAtOrDefault(2))
            : parts.Length == 3 ? new(parts[0], parts[1], parts[2])
            : parts.Length > 0 ? new(0, parts[0], parts.ElementAtOrDefault(1))
            : TimeSpan.Zero;
        return span > TimeSpan.Zero ? new(text, span) : throw new UsageException(Messages.BadTime(Time.Name, text));
    }

    // RFC 1123, which Kubernetes holds names to; what is added to it must fit, too.
    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$")]
    private static partial Regex JobName { get; }

    [GeneratedRegex("^([0-9]{1,9})([KMGTkmgt])$")]
    private static partial Regex Size { get; }

    [GeneratedRegex("^((?<days>[0-9]{1,4})-)?(?<part>[0-9]{1,6})(:(?<part>[0-9]{1,2})){0,2}$")]
    private static partial Regex Limit { get; }
}
