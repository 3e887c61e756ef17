using System.CommandLine;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hub;

namespace AttnExtract.Cli.Options;

/// <summary>Which model.</summary>
internal static class ModelOptions
{
    /// <summary>Where a model is named that the command line does not name.</summary>
    public const string Variable = "ATTN_MODEL";

    /// <summary>The model.</summary>
    public static Option<string> Model { get; } = new("--model", "-m")
    {
        HelpName = "MODEL",
        Description = "a model folder as Hugging Face libraries write it, or owner/name[@revision] on the Hub; "
            + $"else {Variable}; else the bundled all-MiniLM-L6-v2",
    };

    /// <summary>A second model.</summary>
    public static Option<string> Other { get; } = new("--other-model")
    {
        HelpName = "MODEL",
        Description = "the model of each second run, where it is another than --model; a line of FILE may then be one text, which both read",
    };

    /// <summary>Whether the cache of the Hub is brought up to date.</summary>
    public static Option<bool> Refresh { get; } =
        ReportOptions.Flag("--refresh", "ask the Hub where the model's branch stands now, though the cache has an earlier state of it");

    /// <summary>Which tokens see everything.</summary>
    public static Option<string> GlobalTokens { get; } = new("--global-tokens")
    {
        HelpName = "WHICH",
        Description = "tokens that see everything and are seen by everything, in models with windows that have such tokens: "
            + "none, first, question (everything before the first separator); else as the model's task has it",
    };

    /// <summary>The rule that a command line names, or null.</summary>
    /// <exception cref="AttnExtractException">There is no such rule.</exception>
    public static GlobalTokenRule? GlobalTokensOf(Invocation call) => call.Value(GlobalTokens) is { } name ? GlobalTokenRule.Get(name) : null;

    /// <summary>The model that a command line, else the environment, names, by its folder or its name on the Hub; else the bundled one.</summary>
    public static string ModelOf(Invocation call) =>
        call.Value(Model) ?? (call.Shell.Variable(Variable) is { Length: > 0 } named ? named : PretrainedModel.BundledFolder);

    /// <summary>How the Hub is asked for a model.</summary>
    /// <param name="call">The command line.</param>
    /// <param name="withWeights">False where configuration and tokenizer are enough.</param>
    public static HubSettings HubSettingsOf(Invocation call, bool withWeights) =>
        HubSettings.FromEnvironment(call.Shell.Variable) with { WithWeights = withWeights, Refresh = call.Has(Refresh) };
}
