using System.CommandLine;
using AttnExtract.Cli.Output;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hub;

namespace AttnExtract.Cli.Options;

/// <summary>Which model.</summary>
internal static class ModelOptions
{
    private const string Variable = "ATTN_MODEL";

    /// <summary>The model.</summary>
    public static Option<string> Model { get; } = new("--model", "-m")
    {
        HelpName = "MODEL",
        Description = "a model folder as Hugging Face libraries write it, or owner/name[@revision] on the Hub; "
            + $"else {Variable}; else the bundled all-MiniLM-L6-v2",
    };

    /// <summary>Whether the cache of the Hub is brought up to date.</summary>
    public static Option<bool> Refresh { get; } =
        ReportOptions.Flag("--refresh", "ask the Hub where the model's branch stands now, though the cache has an earlier state of it");

    /// <summary>
    /// The folder of the model that a command line, else the environment, names, downloaded where it is a name on the Hub; else the
    /// bundled model's.
    /// </summary>
    /// <param name="call">The command line.</param>
    /// <param name="withWeights">False where configuration and tokenizer are enough.</param>
    /// <exception cref="AttnExtractException">There is no such model, or it cannot be had.</exception>
    public static string FolderOf(Invocation call, bool withWeights = true)
    {
        Func<string, string?> variable = call.Shell.Variable;
        string model = call.Value(Model) ?? (variable(Variable) is { Length: > 0 } named ? named : PretrainedModel.BundledFolder);
        if (Directory.Exists(model))
        {
            return model;
        }

        using DownloadBar progress = new(call);
        HubSettings settings = HubSettings.FromEnvironment(variable) with { WithWeights = withWeights, Refresh = call.Has(Refresh) };
        return HubModel.FolderOf(model, settings, progress);
    }
}
