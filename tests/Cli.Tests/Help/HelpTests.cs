using System.CommandLine;
using System.Text.RegularExpressions;
using AttnExtract.Cli.Commands;
using AttnExtract.Extract;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Help;

public sealed class HelpTests
{
    public static TheoryData<string> Commands { get; } = [.. CommandCatalog.All.Select(command => command.Name)];

    [Fact]
    public void The_program_alone_shows_the_main_example_and_every_command()
    {
        string help = CliRun.Of().Succeeded().Out;

        Assert.Contains("\n  attn figure \"The cat sat on the mat.\" -o cat.png\n", help);
        Assert.All(
            CommandCatalog.All, command => Assert.Matches(command.IsEveryday ? $"\n  {command.Name} " : $"\nAnd .*\\b{command.Name}\\b", help));
        // What the smallest usual terminal shows at once.
        Assert.True(help.Count(letter => letter == '\n') < 24, help);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    public void Help_begins_with_examples_and_names_commands_variables_and_exit_codes(string asked)
    {
        string help = CliRun.Of(asked).Succeeded().Out;

        Assert.StartsWith("Examples\n  attn ", help);
        Assert.All(CommandCatalog.All, command => Assert.Contains($"\n  {command.Name} ", help));
        Assert.Contains("ATTN_MODEL", help);
        Assert.Contains("NO_COLOR", help);
        Assert.Contains("\n  130  ", help);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_of_a_command_begins_with_two_examples_and_names_every_option(string name)
    {
        ProgramCommand command = CommandCatalog.Get(name);
        string help = CliRun.Of(name, "--help").Succeeded().Out;
        string[] lines = help.Split('\n');

        Assert.True(command.Examples.Count >= 2);
        Assert.Equal("Examples", lines[0]);
        Assert.StartsWith($"  attn {name} ", lines[1]);
        Assert.StartsWith($"  attn {name} ", lines[3]);
        Assert.All(command.Syntax.Options, option => Assert.Contains(option.Name, help));
        Assert.All(lines, line => Assert.True(line.Length <= 120, line));
        Assert.Equal(help, CliRun.Of("help", name).Out);
        Assert.Equal(help, CliRun.Of(name, "some text", "-h").Out);
        Assert.Equal(help, CliRun.Of("--help", name).Out);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_option_says_what_it_is_and_what_it_takes(string name)
    {
        foreach (Option option in CommandCatalog.Get(name).Syntax.Options)
        {
            Assert.StartsWith("--", option.Name);
            Assert.False(string.IsNullOrWhiteSpace(option.Description), option.Name);
            Assert.Equal(option.ValueType == typeof(bool), option.HelpName is null);
        }
    }

    [Theory]
    [InlineData("prune", "-o, --output FOLDER", "numbered file")]
    [InlineData("embed", "-o, --output FILE", "numbered file")]
    [InlineData("heatmap", "--annot [FILE]", "numbered file")]
    [InlineData("figure", "--annot  ", "--annot [FILE]")]
    [InlineData("ablate", "--kind KIND", "the measure")]
    [InlineData("measure", "numbered picture", "numbered file")]
    [InlineData("list", "-o, --output FILE", "--per-head")]
    public void Help_of_shared_options_says_what_is_true_of_the_command(string name, string said, string unsaid)
    {
        string help = CliRun.Of(name, "--help").Succeeded().Out;

        Assert.Contains(said, Regex.Replace(help, " +\n +", " "));
        Assert.DoesNotContain(unsaid, Regex.Replace(help, "\n +", " "));
    }

    [Fact]
    public void The_same_option_is_the_same_in_every_command()
    {
        Dictionary<string, Option> known = [];
        foreach (Option option in CommandCatalog.All.SelectMany(command => command.Syntax.Options))
        {
            foreach (string name in option.Aliases.Append(option.Name))
            {
                Assert.Same(known.GetValueOrDefault(name, option), option);
                known[name] = option;
            }
        }
    }

    [Fact]
    public void Names_of_commands_are_unique_words()
    {
        string[] names = [.. CommandCatalog.All.Select(command => command.Name)];

        Assert.Equal(names.Distinct(), names);
        Assert.All(names, name => Assert.Matches("^[a-z]+$", name));
    }

    [Fact]
    public void Versions_are_those_of_the_packages_that_the_program_is_built_of()
    {
        string packages = File.ReadAllText(Path.Combine(ReferenceData.RepositoryRoot, "Directory.Packages.props"));

        Assert.Equal(
            $"attn {ProductVersion.Text}\nTorchSharp {VersionOf("TorchSharp")}\nlibtorch {VersionOf("libtorch-cpu")}\n"
            + $"SkiaSharp {VersionOf("SkiaSharp")}\n.NET {Environment.Version}\n",
            CliRun.Of("--version").Succeeded().Out);

        string VersionOf(string package) => Regex.Match(packages, $"Include=\"{package}\" Version=\"([0-9.]+)\"").Groups[1].Value;
    }

    [Theory]
    [InlineData("'x' is one argument too many: 'attn --version' takes nothing more. See 'attn --help'.", "--version", "x")]
    [InlineData("'--json' is one argument too many: 'attn --version' takes nothing more. See 'attn --help'.", "--version", "--json")]
    [InlineData("'x' is one argument too many: 'attn help figure' takes nothing more. See 'attn --help'.", "help", "figure", "x")]
    [InlineData("'x' is one argument too many: 'attn help --man' takes nothing more. See 'attn --help'.", "help", "--man", "x")]
    public void What_follows_a_version_or_help_is_not_passed_over(string message, params string[] arguments) =>
        CliRun.Of(arguments).FailedWith(2, message);

    [Theory]
    [InlineData("--version", "--help")]
    [InlineData("--help", "--version")]
    [InlineData("help", "--help")]
    [InlineData("--help", "help")]
    public void Whoever_asks_for_help_gets_it(params string[] arguments) =>
        Assert.Equal(CliRun.Of("--help").Out, CliRun.Of(arguments).Succeeded().Out);

    [Fact]
    public void Help_of_a_command_is_the_same_however_often_it_is_asked_for() =>
        Assert.Equal(CliRun.Of("figure", "--help").Out, CliRun.Of("help", "figure", "--help").Succeeded().Out);

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(33)]
    [InlineData(60)]
    [InlineData(300)]
    public void Help_breaks_between_words_where_the_terminal_is_narrow_and_loses_none(int columns)
    {
        Surroundings narrow = new() { Variables = { ["COLUMNS"] = $"{columns}" } };
        string[][] all = [[], ["--help"], .. CommandCatalog.All.Select(command => (string[])[command.Name, "--help"])];
        foreach (string[] asked in all)
        {
            string help = CliRun.With(narrow, asked).Succeeded().Out;

            Assert.Equal(Words(CliRun.Of(asked).Out), Words(help));
            Assert.All(
                help.Split('\n').Where(line => line.Length > Math.Clamp(columns, 20, 100)),
                // Commands are copied, and a word alone cannot be broken.
                line => Assert.Matches(@"^ *\S+$|^  (attn|cat|curl|echo|printf|gzip|python3) ", line));
        }

        static string[] Words(string text) => text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public void At_twenty_columns_what_a_name_means_stands_below_it() =>
        Assert.Contains(
            "\n  --version\n      show the\n      versions of\n      attn, .NET,\n      TorchSharp,\n      libtorch and\n      SkiaSharp\n",
            CliRun.With(new Surroundings { Variables = { ["COLUMNS"] = "20" } }, "--help").Succeeded().Out);

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("wide")]
    [InlineData("99999999999")]
    public void A_width_that_is_none_changes_nothing(string columns) =>
        Assert.Equal(CliRun.Of("--help").Out, CliRun.With(new Surroundings { Variables = { ["COLUMNS"] = columns } }, "--help").Succeeded().Out);

    [Fact]
    public void Help_is_shown_instead_of_waiting_for_somebody_to_type()
    {
        CliRun run = CliRun.With(new Surroundings { InputIsTerminal = true }, "figure", "-i", "-", "-o", "never.png");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("attn: Standard input is a terminal; pipe texts into it, one a line.\n\nExamples\n  attn figure ", run.Error);
    }
}
