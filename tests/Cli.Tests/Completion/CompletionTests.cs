using System.CommandLine;
using AttnExtract.Cli.Commands;
using AttnExtract.Cli.Completion;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Completion;

/// <summary>What the Tab key finishes, in the shells themselves.</summary>
public sealed class CompletionTests
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    public static TheoryData<string> Commands { get; } = [.. CommandCatalog.All.Select(command => command.Name)];

    public static TheoryData<string, string> Shells { get; } = new()
    {
        { "bash --noprofile --rcfile setup -i", "source <(attn completion bash)" },
        { "zsh -i", "autoload -U compinit; compinit -u -D; source <(attn completion zsh)" },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public void Of_every_option_is_known_what_it_takes(string name)
    {
        ProgramCommand command = CommandCatalog.Get(name);

        Assert.NotNull(OptionValues.Of(command));
        Assert.All(command.Syntax.Options, option => Assert.Equal(
            command.WordsOf(option).HelpName is { Length: > 0 } help && help[0] != '[', OptionValues.Of(command, option) is not null));
        Assert.All(
            command.Syntax.Options.Select(option => OptionValues.Of(command, option)).OfType<OptionValues>().SelectMany(values => values.Words),
            word => Assert.Matches("^[A-Za-z0-9._{}-]+$", word));
    }

    [Fact]
    public void An_option_of_which_nobody_said_what_it_takes_is_told()
    {
        Option<string> option = new("--new") { HelpName = "THING", Description = "something" };

        Assert.Equal(
            "--new takes THING, and nobody has said what shells propose there: write its words with '|' between, add its catalog to OptionValues, or its "
            + "name to those of paths or of free values.",
            Assert.Throws<InvalidOperationException>(() => OptionValues.Of(CommandCatalog.Get("figure"), option)).Message);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public void Tab_finishes_commands_options_words_and_files(string shell, string setup)
    {
        using RealShell typist = new(shell, (shell.StartsWith("zsh", StringComparison.Ordinal) ? ".zshrc" : "setup", setup));
        File.WriteAllText(typist.Folder["matrix of mine.csv"], "1,2");

        string[] typed = typist.Type("attn heatm\tmat\t--cbar-locat\tbot\t --norm twos\t--cmap=Greens_\t-o out.png");

        Assert.Equal(
            "heatmap|matrix of mine.csv|--cbar-location bottom|--norm|twoslope|--cmap=Greens_r|-o|out.png",
            string.Join('|', typed).Replace("--cbar-location=", "--cbar-location ").Replace("--cbar-location|", "--cbar-location "));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public void Tab_finishes_models_of_the_cache_and_lists_with_commas(string shell, string setup)
    {
        using RealShell typist = new(shell, (shell.StartsWith("zsh", StringComparison.Ordinal) ? ".zshrc" : "setup", setup));
        MakeCachedModel(typist.Folder["hub"]);

        string[] typed = typist.Type("attn meas\t-m fir\t--dtype bf\t--kind rollout,integ\t --layers 3");

        Assert.Equal(["measure", "-m", "first/model-2", "--dtype", "bfloat16", "--kind", "rollout,integrated_gradients", "--layers", "3"], typed);
    }

    [Theory]
    [InlineData("attn heatm", "heatmap\tdraw any file of numbers as seaborn.heatmap would\n")]
    [InlineData("attn heatmap --cmap Greens_", "Greens_r\tthe colormap\n")]
    [InlineData("attn heatmap mat", "matrix of mine.csv\n")]
    [InlineData("attn list col", "colormaps\n")]
    public void Fish_is_told_the_same(string line, string proposed)
    {
        RealShell.Require("fish");
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["matrix of mine.csv"], "1,2");
        File.WriteAllText(folder["attn.fish"], CliRun.Of("completion", "fish").Succeeded().Out);

        Assert.Equal(proposed, RealShell.Run("fish", folder.Path, "-c", $"source attn.fish; complete -C '{line}'"));
    }

    [Fact]
    public void PowerShell_is_told_every_option_of_every_command()
    {
        string script = CliRun.Of("completion", "powershell").Succeeded().Out;

        Assert.Contains("Register-ArgumentCompleter -Native -CommandName attn -ScriptBlock {", script);
        Assert.All(CommandCatalog.All, command => Assert.Contains($"\n  '{command.Name}' = @{{\n", script));
        Assert.Contains("\n    '--norm' = @('linear', 'log', 'symlog', 'asinh', 'power', 'twoslope', 'centered', 'boundary', 'rank')\n", script);
    }

    [Fact]
    public void Models_of_the_cache_are_listed_one_a_line()
    {
        using TemporaryFolder folder = new();
        MakeCachedModel(folder["hub"]);
        Surroundings around = new();
        around.Variables["HF_HUB_CACHE"] = folder["hub"];

        Assert.Equal("first/model-2\n", CliRun.With(around, "completion", "models").Succeeded().Out);
    }

    [Theory]
    [InlineData("fishy", "There is no completion for 'fishy'. Did you mean 'fish'? There is one for bash, zsh, fish and powershell.")]
    [InlineData(null, "Complete in which shell? There are bash, zsh, fish and powershell: attn completion bash")]
    public void Another_shell_is_refused(string? shell, string message)
    {
        CliRun run = shell is null ? CliRun.Of("completion") : CliRun.Of("completion", shell);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"attn: {message}", run.Error);
    }

    private static void MakeCachedModel(string hub)
    {
        string model = Path.Combine(hub, "models--first--model-2");
        string snapshot = Path.Combine(model, "snapshots", Commit);
        Directory.CreateDirectory(Path.Combine(model, "refs"));
        Directory.CreateDirectory(snapshot);
        File.WriteAllText(Path.Combine(model, "refs", "main"), Commit);
        File.WriteAllText(Path.Combine(snapshot, "config.json"), "{}");
    }
}
