using System.Collections.Immutable;
using System.CommandLine;
using AttnExtract.Cli.Cluster;

namespace AttnExtract.Cli.Options;

/// <summary>What Slurm alone is asked for.</summary>
internal static class SlurmOptions
{
    /// <summary>Where.</summary>
    public static Option<string> Partition { get; } = new("--partition")
    {
        HelpName = "NAME",
        Description = "the partition to run in, else Slurm's usual one (sinfo lists them)",
    };

    /// <summary>Who is charged.</summary>
    public static Option<string> Account { get; } = new("--account")
    {
        HelpName = "NAME",
        Description = "the account that is charged",
    };

    /// <summary>Anything else.</summary>
    public static Option<string[]> Other { get; } = new("--sbatch")
    {
        HelpName = "OPTION",
        Description = "a further option of sbatch, as --sbatch=--qos=long; may be given several times",
    };

    /// <summary>Scripts alone.</summary>
    public static Option<bool> DryRun { get; } = ReportOptions.Flag("--dry-run", "write and show the scripts, and submit nothing");

    /// <summary>All of them.</summary>
    public static ImmutableArray<Option> All { get; } = [Partition, Account, Other, DryRun];

    /// <summary>What a command line asks for.</summary>
    /// <exception cref="UsageException">It cannot stand in a script.</exception>
    public static SlurmRequest Read(Invocation call)
    {
        string[] others = call.Value(Other) ?? [];
        foreach (string typed in others.Append(call.Value(Partition)).Append(call.Value(Account)).OfType<string>())
        {
            if (typed.Length == 0 || typed.Any(char.IsControl) || typed.Contains(' '))
            {
                throw new UsageException(Messages.BadSlurmWord(typed));
            }
        }

        string? other = others.FirstOrDefault(option => !option.StartsWith('-'));
        return other is null
            ? new(call.Value(Partition), call.Value(Account), others)
            : throw new UsageException(Messages.NoSbatchOption(Other.Name, other));
    }
}
