using System.CommandLine;
using AttnExtract.Cli.Output;
using AttnExtract.Ground;

namespace AttnExtract.Cli.Options;

/// <summary>Where results go.</summary>
internal static class OutputOptions
{
    /// <summary>What stands for standard output.</summary>
    public const string Stdout = "-";

    /// <summary>The files.</summary>
    public static Option<string[]> Output { get; } = new("--output", "-o")
    {
        HelpName = "FILE",
        Description = "the file to write; its extension is the format (attn list formats). May be given several times; "
            + "- writes to standard output. Of several texts, each gets a numbered file: name-1.png",
    };

    /// <summary>The format of standard output.</summary>
    public static Option<string> Format { get; } = new("--format")
    {
        HelpName = "EXTENSION",
        Description = "the format of what has no name to tell it by, -o - and --per-head, as its extension",
    };

    /// <summary>The files that a command line names, checked as far as that can be done before they are written.</summary>
    /// <param name="call">The command line.</param>
    /// <param name="formatOf">The format that a path's extension chooses.</param>
    /// <param name="extensions">The extensions that there are.</param>
    /// <exception cref="UsageException">A format is unknown, or two results would mix on standard output.</exception>
    /// <exception cref="AttnExtractException">A name is empty, or that of a folder.</exception>
    public static IReadOnlyList<OutputTarget<TFormat>> Read<TFormat>(
        Invocation call, Func<string, TFormat> formatOf, IEnumerable<string> extensions)
        where TFormat : class
    {
        List<OutputTarget<TFormat>> targets = [];
        foreach (string path in (call.Value(Output) ?? []).Distinct())
        {
            // Whoever names a folder has not forgotten an extension.
            if (path.Length == 0 || Directory.Exists(path))
            {
                AtomicFile.RequireWritable(path);
            }

            targets.Add(new(path, FormatOf(path == Stdout ? PathOfStdout(call, extensions) : path, formatOf)));
        }

        return call.Has(Format) && !call.Has(FigureSourceOptions.PerHead) && !targets.Any(target => target.IsStdout)
            ? throw new UsageException(Messages.FormatWithoutUse())
            : targets;
    }

    /// <summary>Checks where the results of so many texts would go, before the work that makes them.</summary>
    /// <exception cref="UsageException">Several results would mix on standard output.</exception>
    /// <exception cref="AttnExtractException">A file cannot be written.</exception>
    public static void Require<TFormat>(IReadOnlyList<OutputTarget<TFormat>> targets, int count)
        where TFormat : class
    {
        foreach (OutputTarget<TFormat> target in targets)
        {
            if (!target.IsStdout)
            {
                AtomicFile.RequireWritable(target.For(0, count).Path);
            }
            else if (count > 1)
            {
                throw new UsageException(Messages.ManyOnStdout(count));
            }
        }
    }

    /// <summary>The extension that a command line names for what has no name of its own, with its dot; or null.</summary>
    public static string? ExtensionOf(Invocation call) =>
        call.Value(Format) is { Length: > 0 } extension ? $".{extension.TrimStart('.')}" : null;

    private static string PathOfStdout(Invocation call, IEnumerable<string> extensions) =>
        call.Has(ReportOptions.Json) ? throw new UsageException(Messages.NotBoth(call.Command, ReportOptions.Json.Name, "-o -"))
        : call.Shell.OutputIsTerminal ? throw new UsageException(Messages.StdoutIsTerminal())
        : ExtensionOf(call) is { } extension ? Stdout + extension
        : throw new UsageException(Messages.StdoutNeedsFormat(extensions));

    /// <summary>The format that a path's extension chooses.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static TFormat FormatOf<TFormat>(string path, Func<string, TFormat> formatOf) => Usage.Of(() => formatOf(path));
}
