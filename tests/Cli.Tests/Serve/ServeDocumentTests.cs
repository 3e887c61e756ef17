using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Serve;

/// <summary>What docs/serve.md shows for Python works, and gives what the command line gives.</summary>
public sealed class ServeDocumentTests : IDisposable
{
    private static readonly string[] Document = File.ReadAllLines(Path.Combine(ReferenceData.RepositoryRoot, "docs", "serve.md"));

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Python_asks_with_nothing_but_its_own_library()
    {
        string[] lines =
        [
            .. Document.SkipWhile(line => line != "    import json, urllib.request")
                .TakeWhile(line => line.Length == 0 || line.StartsWith("    ", StringComparison.Ordinal)).Select(line => line.Length == 0 ? "" : line[4..]),
        ];
        Assert.True(lines.Length > 5);
        await using TestServer server = await TestServer.StartAsync();
        string figure = _folder["expected.png"];
        CliRun.Of("figure", "The cat sat on the mat.", "--cmap", "Greens_r", "--drop-special", "-o", figure, "--quiet").Succeeded();
        string script = _folder.Write("ask.py", System.Text.Encoding.UTF8.GetBytes(string.Join('\n', (string[])
        [
            $"ADDRESS, TOKEN = '{server.Address.ToString().TrimEnd('/')}', '{TestServer.Token}'", .. lines,
            "print(record['record']['provenance']['ablations'][0])",
        ])));

        // Where there is no Python, the same requests are held by ServeTests.
        if (DebianPython.With("json", "urllib.request") is not { } python)
        {
            return;
        }

        (int exitCode, string output, string errors) = DebianPython.Run(python, [script], _folder.Path)!.Value;

        Assert.Equal("", errors);
        Assert.Equal(0, exitCode);
        Assert.Equal(File.ReadAllBytes(figure), File.ReadAllBytes(_folder["cat.png"]));
        Assert.Equal("3.7=zero\n", output);
    }

    public void Dispose() => _folder.Dispose();
}
