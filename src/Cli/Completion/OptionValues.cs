using System.Collections.Immutable;
using System.CommandLine;
using AttnExtract.Cli.Commands;
using AttnExtract.Cli.Lists;
using AttnExtract.Cli.Options;
using AttnExtract.Extract;
using AttnExtract.Extract.Experiments.Curves;
using AttnExtract.Extract.Metrics;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Layout;
using AttnExtract.Render.Scales.Norms;

namespace AttnExtract.Cli.Completion;

/// <summary>What a shell proposes where a value is to be typed.</summary>
/// <param name="Words">Words that are known beforehand.</param>
/// <param name="IsPath">Whether it is, or may be, a file or a folder.</param>
/// <param name="IsModel">Whether it may be a model of the Hub.</param>
/// <param name="IsList">Whether it may be several words with commas between.</param>
internal sealed record OptionValues(ImmutableArray<string> Words, bool IsPath = false, bool IsModel = false, bool IsList = false)
{
    /// <summary>Nothing is proposed: a number, a text.</summary>
    public static OptionValues Free { get; } = new([]);

    /// <summary>A file or a folder.</summary>
    public static OptionValues Path { get; } = new([], IsPath: true);

    private static readonly OptionValues Model = new([], IsPath: true, IsModel: true);

    // What help calls values of which nothing is known.
    private static readonly ImmutableHashSet<string> FreeNames =
    [
        "NUMBER", "COUNT", "N", "POINTS", "SECONDS", "TEXT", "TARGET", "TOKEN", "POSITION|TOKEN", "ABLATION", "FORMAT", "COLOR", "ADDRESS", "NAMES",
        "0-3,5", "0-3,5,TOKEN", "0,7", "A,B,C", "HEADS", "NAME", "TEXTS", "K/N", "LIMIT", "SIZE", "OPTION", "STUDY",
    ];

    private static readonly ImmutableHashSet<string> PathNames = ["FILE", "[FILE]", "FOLDER", "RUN", "FIGURE", "MATRIX", "TOKENS"];

    // What the names in help stand for where a catalog knows them.
    private static readonly ImmutableDictionary<Option, OptionValues> Catalogs = new Dictionary<Option, OptionValues>
    {
        [FigureOptions.Cmap] = Named(Colormaps.All.SelectMany(map => new[] { map.Name, $"{map.Name}_r" })),
        [NormChoices.Norm] = Named(NormCatalog.All.Select(kind => kind.Name)),
        [MetricOptions.Metric] = Named(MetricCatalog.All.Select(kind => kind.Name)),
        [PageOptions.Width] = Named(PageWidth.Presets.Select(preset => preset.Name)),
        [RunOptions.Precision] = Named(RunOptions.PrecisionNames),
        [RunOptions.Store] = Named(RunOptions.Stores.Words),
        [RunOptions.Device] = Named(ComputeDevice.All.Select(device => device.Name)),
        [RunOptions.Sites] = Named(HookSite.All.Select(site => site.ToString())) with { IsList = true },
        [PatchChoices.Site] = Named(HookSite.All.Select(site => site.ToString())),
        [ModelOptions.GlobalTokens] = Named(GlobalTokenRule.All.Select(rule => rule.Name)),
        [TargetOptions.Attention] = Named([.. AttentionKind.All.Select(kind => kind.Name), TargetOptions.AllKinds]),
        [RemovalChoices.Curve] = Named(RemovalOrder.All.Select(order => order.Name)) with { IsList = true },
        [ViewOptions.Measure] = Measures,
        [OutputOptions.Format] = Named(FormatList.Extensions.Select(extension => extension.TrimStart('.'))),
    }.ToImmutableDictionary();

    /// <summary>The measures, which may be several.</summary>
    public static OptionValues Measures => Named(Extract.Measures.MeasureCatalog.All.Select(measure => measure.Name)) with { IsList = true };

    /// <summary>Words of a catalog.</summary>
    public static OptionValues Named(IEnumerable<string> words) => new([.. words]);

    /// <summary>What is proposed for an option of a command; null where it takes no value, or need not have one.</summary>
    /// <exception cref="InvalidOperationException">Nobody has said what its values are.</exception>
    public static OptionValues? Of(ProgramCommand command, Option option)
    {
        OptionWords words = command.WordsOf(option);
        return words.Values
            ?? (words.HelpName is not { Length: > 0 } name || name[0] == '[' ? null
                : name == option.HelpName && Catalogs.TryGetValue(option, out OptionValues? known) ? known
                : Of(name) ?? throw new InvalidOperationException(
                    $"{option.Name} takes {name}, and nobody has said what shells propose there: write its words with '|' between, add its catalog to "
                    + $"{nameof(OptionValues)}, or its name to those of paths or of free values."));
    }

    /// <summary>What is proposed for what a command takes without a name.</summary>
    public static OptionValues Of(ProgramCommand command) => command.ArgumentValues ?? (command.Argument is { } argument ? Of(argument.Name)! : Free);

    private static OptionValues? Of(string name)
    {
        string[] words = [.. name.Split('|').Where(word => word.Length > 0 && char.IsAsciiLetterLower(word[0]))];
        return FreeNames.Contains(name) ? Free
            : name == "MODEL" ? Model
            : name.Split('|').Any(PathNames.Contains) ? Path with { Words = [.. words] }
            : words.Length > 0 ? Named(words)
            : null;
    }
}
