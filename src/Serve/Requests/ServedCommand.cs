using System.Collections.Immutable;
using System.CommandLine;
using AttnExtract.Cli.Commands;
using AttnExtract.Cli.Options;

namespace AttnExtract.Serve.Requests;

/// <summary>A command of the program that is answered over HTTP, in the same words.</summary>
/// <param name="command">The command.</param>
/// <param name="answer">What is answered where a request does not name a format.</param>
internal sealed class ServedCommand(ProgramCommand command, string answer)
{
    /// <summary>The answer that is no file: what <c>--json</c> writes.</summary>
    public const string Report = "";

    // What names files, and what belongs to a terminal or to the process. Models are served by name, and outputs are the answer.
    private static readonly ImmutableHashSet<Option> KeptBack =
    [
        OutputOptions.Output, OutputOptions.Format, TextOptions.Input, .. TextOptions.OfFiles,
        TextOptions.MeanOverTexts, ModelOptions.Model, ModelOptions.Refresh,
        FigureSourceOptions.PerHead, FigureSourceOptions.Replot, RunFileOptions.From, .. RunFileOptions.OfTokens, .. CompanionOptions.All,
        AblationOptions.Reference, ViewOptions.Compare, PageOptions.Font, RunOptions.Threads, RunOptions.Device, .. RunFolderOptions.All,
    ];

    /// <summary>All of them.</summary>
    public static ImmutableArray<ServedCommand> All { get; } =
    [
        new(CommandCatalog.Get("capture"), ".json"),
        new(CommandCatalog.Get("figure"), ".png"),
        new(CommandCatalog.Get("view"), ".html"),
        new(CommandCatalog.Get("measure"), Report),
        new(CommandCatalog.Get("ablate"), Report),
        new(CommandCatalog.Get("patch"), Report),
        new(CommandCatalog.Get("predict"), Report),
        new(CommandCatalog.Get("lens"), Report),
        new(CommandCatalog.Get("tokenize"), Report),
    ];

    /// <summary>The one of a name.</summary>
    public static ServedCommand Get(string name) => All.First(served => served.Command.Name == name);

    /// <summary>The command.</summary>
    public ProgramCommand Command { get; } = command;

    /// <summary>What is answered where a request does not name a format: an extension, or <see cref="Report"/>.</summary>
    public string Answer { get; } = answer;

    /// <summary>Whether a request may name a format.</summary>
    public bool HasFormats => Command.OwnOptions.Contains(OutputOptions.Format);

    /// <summary>The options that a request may give, by the names of their fields.</summary>
    public ImmutableSortedDictionary<string, Option> Fields { get; } = command.OwnOptions.Where(option => !KeptBack.Contains(option))
        .ToImmutableSortedDictionary(option => FieldOf(option), option => option, StringComparer.Ordinal);

    /// <summary>What an option is called in a request: as on the command line, without dashes before it and with underscores in it.</summary>
    public static string FieldOf(Option option) => option.Name.TrimStart('-').Replace('-', '_');
}
