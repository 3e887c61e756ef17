using AttnExtract.Cli.Commands;

namespace AttnExtract.Cli.Tests;

/// <summary>Words in square brackets, which the parser of command lines has another use for.</summary>
public sealed class BracketTests
{
    [Theory]
    [InlineData("[MASK] is a [MASK]")]
    [InlineData("[MASK]")]
    [InlineData("[suggest]")]
    [InlineData("[a:b]")]
    public void A_text_is_read(string text)
    {
        CliRun run = CliRun.Of("tokenize", text, "--json").Succeeded();

        Assert.Contains($"\"text\": \"{text}\"", run.Out);
    }

    [Fact]
    public void A_file_is_looked_for()
    {
        CliRun.Of("heads", "[a]").FailedWith(
            1, "There is no file '[a]'. 'attn heads' takes a file of texts, one a line, or of dependency trees whose name ends in .conllu.");
        CliRun.Of("embed", "[a]", "--json").FailedWith(1, "There is no file '[a]'. 'attn embed' takes a file of texts, one a line.");
        CliRun.Of("embed", "It's a cat.", "--json").FailedWith(
            1, "There is no file 'It's a cat.'. 'attn embed' takes a file of texts, one a line. One text: echo 'It'\\''s a cat.' | attn embed -");
    }

    [Fact]
    public void Every_command_that_takes_a_word_gets_it()
    {
        foreach (ProgramCommand command in CommandCatalog.All.Where(command => command.Argument is not null))
        {
            Assert.Equal(
                "[word]",
                ArgumentReader.Read(command, ["[word]"]).GetResult(command.Argument!)!.Tokens[0].Value);
        }
    }

    [Fact]
    public void What_stands_before_everything_is_in_no_help_and_no_list()
    {
        CliRun run = CliRun.Of("tokenize", "--nosuch");

        Assert.DoesNotContain("\\u0001", run.Error + CliRun.Of("tokenize", "--help").Out);
        Assert.DoesNotContain("\u0001", run.Error + CliRun.Of("tokenize", "--help").Out);
    }
}
