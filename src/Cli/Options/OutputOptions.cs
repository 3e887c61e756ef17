using System.CommandLine;
using AttnExtract.Cli.Commands;
using AttnExtract.Cli.Output;
using AttnExtract.Ground;

namespace AttnExtract.Cli.Options;

/// <summary>Where results go.</summary>
internal static class OutputOptions
{
    /// <summary>What stands for standard output.</summary>
    public const string Stdout = "-";

    // What the system calls it.
    private static readonly string[] OtherNamesOfStdout = ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];

    /// <summary>The files.</summary>
    public static Option<string[]> Output { get; } = new("--output", "-o")
    {
        HelpName = "FILE",
        Description = "the file to write; its extension is the format (attn list formats). May be given several times; - writes to standard output",
    };

    /// <summary>What it says in a study over a corpus.</summary>
    public static KeyValuePair<Option, OptionWords> OfStudies { get; } = new(Output, new(
        Output.HelpName, $"{Output.Description}. FOLDER/ keeps every chunk that is done, goes on after a stop, and is for attn merge"));

    /// <summary>The format of standard output.</summary>
    public static Option<string> Format { get; } = new("--format")
    {
        HelpName = "EXTENSION",
        Description = "the format of what has no name to tell it by, -o -, devices and pipes, as its extension",
    };

    /// <summary>What it says in a command whose every text gets a file.</summary>
    public static KeyValuePair<Option, OptionWords> OfTexts { get; } =
        new(Output, new(Output.HelpName, $"{Output.Description}. Of several texts, each gets a numbered file: name-1.png"));

    /// <summary>What it says of measures.</summary>
    public static KeyValuePair<Option, OptionWords> OfMeasures { get; } = new(Output, new(
        Output.HelpName,
        $"{Output.Description}. Of a file of texts, each gets a numbered picture and .npz: name-1.png; a table is one of all. "
            + "FOLDER/ keeps every chunk that is done, goes on after a stop, and is for attn merge"));

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
        bool needsFormat = call.Has(FigureSourceOptions.PerHead);
        foreach (string path in (call.Value(Output) ?? []).Where(path => !RunFolderOptions.IsFolder(call.Command, path)).Select(Named).Distinct())
        {
            // Whoever names a folder has not forgotten an extension.
            if (path.Length == 0 || Directory.Exists(path) || Path.EndsInDirectorySeparator(path))
            {
                AtomicFile.RequireWritable(path);
            }

            bool isTerminal = path == Stdout ? call.Shell.OutputIsTerminal && !call.Has(ReportOptions.Json) : AtomicFile.IsTerminal(path);
            if (isTerminal)
            {
                throw new UsageException(Messages.IsTerminal(path));
            }

            bool isNameless = path == Stdout || (!Path.HasExtension(path) && AtomicFile.IsStream(path));
            needsFormat |= isNameless;
            targets.Add(new(path, isNameless ? FormatOfStream(call, path, formatOf, extensions) : FormatOf(path, formatOf)));
        }

        return call.Has(Format) && !needsFormat ? throw new UsageException(Messages.FormatWithoutUse()) : targets;
    }

    /// <summary>A path as it was typed, but <see cref="Stdout"/> where it is another name of standard output.</summary>
    public static string Named(string typed) => OtherNamesOfStdout.Contains(typed) ? Stdout : typed;

    /// <summary>Checks where the results of so many texts would go, before the work that makes them.</summary>
    /// <param name="call">The command line.</param>
    /// <param name="targets">The files that it names.</param>
    /// <param name="count">How many texts there are.</param>
    /// <param name="option">The option that asks for them; null for <see cref="Output"/>.</param>
    /// <exception cref="UsageException">Several results would mix on standard output or in one file, or take the place of what is read.</exception>
    /// <exception cref="AttnExtractException">A file cannot be written.</exception>
    public static void Require<TFormat>(Invocation call, IReadOnlyList<OutputTarget<TFormat>> targets, int count, Option? option = null)
        where TFormat : class
    {
        foreach (OutputTarget<TFormat> target in targets)
        {
            if (count > 1 && target.IsStream)
            {
                throw new UsageException(Messages.ManyOnStream(target.Path, count));
            }

            for (int index = 0; index < count; index++)
            {
                call.Claims.Claim(target.For(index, count).Path, (option ?? Output).Name);
            }

            if (!target.IsStdout)
            {
                AtomicFile.RequireWritable(target.For(0, count).Path);
            }
        }
    }

    /// <summary>The extension that a command line names for what has no name of its own, with its dot; or null.</summary>
    public static string? ExtensionOf(Invocation call) =>
        call.Value(Format) is { Length: > 0 } extension ? $".{extension.TrimStart('.')}" : null;

    private static TFormat FormatOfStream<TFormat>(Invocation call, string path, Func<string, TFormat> formatOf, IEnumerable<string> extensions)
    {
        string extension =
            path == Stdout && call.Has(ReportOptions.Json) ? throw new UsageException(Messages.NotBoth(call.Command, ReportOptions.Json.Name, "-o -"))
            : ExtensionOf(call) ?? throw new UsageException(Messages.StreamNeedsFormat(path, extensions));
        try
        {
            return formatOf(path + extension);
        }
        catch (AttnExtractException)
        {
            throw new UsageException(Messages.NoSuchFormat(call.Value(Format)!, extensions));
        }
    }

    /// <summary>The format that a path's extension chooses.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static TFormat FormatOf<TFormat>(string path, Func<string, TFormat> formatOf) => Usage.Of(() => formatOf(path));
}
