using AttnExtract.Cli.Commands;
using AttnExtract.Cli.Tests.Completion;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Help;

/// <summary>The manual page, which is made of help.</summary>
public sealed class ManualPageTests
{
    [Fact]
    public void Every_command_and_option_is_in_it()
    {
        string page = CliRun.Of("help", "--man").Succeeded().Out;

        Assert.StartsWith(".TH ATTN 1 20", page);
        Assert.All(CommandCatalog.All, command =>
        {
            Assert.Contains($"\n.SS {command.Name}\n", page);
            Assert.All(command.OwnOptions, option => Assert.Contains(option.Name.Replace("-", "\\-", StringComparison.Ordinal), page));
        });
        Assert.All(page, letter => Assert.True(char.IsAscii(letter)));
    }

    [Fact]
    public void Mandoc_finds_nothing_to_warn_of()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["attn.1"], CliRun.Of("help", "--man").Succeeded().Out);

        Assert.Equal("", RealShell.Run("mandoc", folder.Path, "-Tlint", "attn.1"));
        Assert.Contains("       attn figure \"The cat sat on the mat.\" -o cat.png\n", RealShell.Run("mandoc", folder.Path, "-Tascii", "attn.1"));
    }
}
