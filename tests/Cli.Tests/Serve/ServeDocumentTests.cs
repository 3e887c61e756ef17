using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Serve;

/// <summary>What the documents show for Python works, and gives what the command line gives.</summary>
public sealed class ServeDocumentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Python_asks_with_nothing_but_its_own_library()
    {
        string figure = _folder["expected.png"];
        CliRun.Of("figure", "The cat sat on the mat.", "--cmap", "Greens_r", "--drop-special", "-o", figure, "--quiet").Succeeded();

        // Where there is no Python, the same requests are held by ServeTests.
        const string Told = "print(record['record']['provenance']['ablations'][0])";
        if (await RunAsync("serve.md", "import json, urllib.request", Told, "urllib.request") is not { } output)
        {
            return;
        }

        Assert.Equal("3.7=zero\n", output);
        Assert.Equal(File.ReadAllBytes(figure), File.ReadAllBytes(_folder["cat.png"]));
    }

    [Fact]
    public async Task A_notebook_asks_with_requests()
    {
        string figure = _folder["expected.svg"];
        string page = _folder["expected.html"];
        CliRun.Of("figure", "The cat sat on the mat.", "--layers", "3", "--heads", "7", "-o", figure, "--quiet").Succeeded();
        CliRun.Of("view", "The cat sat on the mat.", "--ablate", "3.7=zero", "-o", page, "--quiet").Succeeded();

        if (await RunAsync("notebooks.md", "import requests", "print(len(record['record']['tokens']))", "requests") is not { } output)
        {
            return;
        }

        Assert.Equal("9\n", output);
        Assert.Equal(File.ReadAllBytes(figure), File.ReadAllBytes(_folder["head.svg"]));
        Assert.Equal(File.ReadAllBytes(page), File.ReadAllBytes(_folder["live.html"]));
    }

    public void Dispose() => _folder.Dispose();

    // The lines of a document from a certain one on, and one more, against a server; null without a Python that has what they import.
    private async Task<string?> RunAsync(string document, string first, string last, string module)
    {
        string[] lines =
        [
            .. File.ReadAllLines(Path.Combine(ReferenceData.RepositoryRoot, "docs", document)).SkipWhile(line => line != $"    {first}")
                .TakeWhile(line => line.Length == 0 || line.StartsWith("    ", StringComparison.Ordinal)).Select(line => line.Length == 0 ? "" : line[4..]),
        ];
        Assert.True(lines.Length > 5);
        await using TestServer server = await TestServer.StartAsync();
        string script = _folder.Write("ask.py", System.Text.Encoding.UTF8.GetBytes(string.Join('\n', (string[])
        [
            $"ADDRESS, TOKEN = '{server.Address.ToString().TrimEnd('/')}', '{TestServer.Token}'", .. lines, last,
        ])));
        if (DebianPython.With("json", module) is not { } python)
        {
            return null;
        }

        (int exitCode, string output, string errors) = DebianPython.Run(python, [script], _folder.Path)!.Value;
        Assert.Equal("", errors);
        Assert.Equal(0, exitCode);
        return output;
    }
}
