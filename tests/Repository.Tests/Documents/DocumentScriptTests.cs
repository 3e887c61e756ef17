namespace AttnExtract.Repository.Tests.Documents;

public sealed class DocumentScriptTests
{
    [Fact]
    public void Read_finds_every_code_block()
    {
        const string Text = """
            Text.

            ```sh
            attn list
            ```

            1. In a list:

               ```sh network
               attn inspect -m a/b
               ```

            Indented:

                attn tokenize x
            """;
        IReadOnlyList<DocumentBlock> blocks = DocumentBlock.Read("a.md", Text);

        Assert.Equal(
            [("sh", 3, ""), ("sh", 9, "network"), ("", 15, "")],
            blocks.Select(block => (block.Language, block.Line, block.Needs)));
        Assert.Equal(["attn inspect -m a/b"], blocks[1].Commands);
    }

    [Fact]
    public void Of_runs_the_built_program()
    {
        Assert.Equal(
            [
                "attn figure \"A b.\" -o a.png",
                "dotnet publish '/src/Cli' --no-build -c Debug -o program",
                "./program/attn list",
                "attn figure \\",
                "  --json x",
                "printf 'a\\nb\\n' | attn tokenize -i -",
            ],
            Of(
                "git clone https://example.org/a.git",
                "dotnet run --project src/Cli -c Release -- figure \"A b.\" -o a.png",
                "dotnet test -c Release",
                "dotnet publish src/Cli -c Release -o program",
                "./program/attn list",
                "attn figure \\",
                "  --json x",
                "printf 'a\\nb\\n' | attn tokenize -i -"));
    }

    [Fact]
    public void Of_asks_for_help_only_when_a_block_needs_what_is_not_there()
    {
        DocumentBlock block = new("a.md", 1, "sh", "network", ["attn figure TEXT -m owner/name", "attn inspect -m owner/name | head"]);

        Assert.Equal(["attn figure --help", "attn inspect --help"], DocumentScript.Of(block, "/src/Cli", "Release"));
        Assert.Equal(["attn figure --help", "attn inspect --help"], DocumentScript.Of(block, "/src/Cli", "Release", has: "slurm"));
        Assert.Equal(block.Commands, DocumentScript.Of(block, "/src/Cli", "Release", has: "network"));
    }

    [Fact]
    public void Of_refuses_what_it_cannot_run()
    {
        FormatException refusal = Assert.Throws<FormatException>(() => Of("sudo make me a sandwich"));

        Assert.StartsWith("a.md:1: no test knows how to run 'sudo make me a sandwich'.", refusal.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Of(params string[] commands) =>
        DocumentScript.Of(new DocumentBlock("a.md", 1, "sh", "", commands), "/src/Cli", "Debug");
}
