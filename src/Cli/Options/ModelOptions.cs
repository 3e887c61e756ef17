using System.CommandLine;
using AttnExtract.Cli.Commands;
using AttnExtract.Model;

namespace AttnExtract.Cli.Options;

/// <summary>Which model.</summary>
internal static class ModelOptions
{
    private const string Variable = "ATTN_MODEL";

    /// <summary>The model folder.</summary>
    public static Option<string> Model { get; } = new("--model", "-m")
    {
        HelpName = "FOLDER",
        Description = $"a model folder as Hugging Face libraries write it; else {Variable}; else the bundled all-MiniLM-L6-v2",
    };

    /// <summary>The folder that a command line, else the environment, names; else the bundled model's.</summary>
    public static string FolderOf(Invocation call) =>
        call.Value(Model) ?? (call.Shell.Variable(Variable) is { Length: > 0 } folder ? folder : PretrainedModel.BundledFolder);
}
