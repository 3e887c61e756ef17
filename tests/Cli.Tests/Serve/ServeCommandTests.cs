using System.Diagnostics;
using System.Text.RegularExpressions;

namespace AttnExtract.Cli.Tests.Serve;

/// <summary>The command, as it is typed.</summary>
public sealed partial class ServeCommandTests
{
    [Theory]
    [InlineData("'no.where' cannot be read after --listen: an address of this machine was expected, such as 0.0.0.0 or 192.168.0.7.", "--listen", "no.where")]
    [InlineData(
        "--listen lets other machines in, and so needs a token that you hand out: give --token TOKEN, or set ATTN_TOKEN, which the list of processes "
        + "does not show.", "--listen", "0.0.0.0")]
    [InlineData(
        "The token is not taken: it needs at least 12 letters, digits, hyphens or underscores, as 'openssl rand -hex 16' makes them.", "--token", "1234")]
    [InlineData("'65536' cannot be read after --port: a whole number from 0 to 65535 was expected.", "--port", "65536")]
    [InlineData("'0' cannot be read after --queue: a whole number from 1 up was expected.", "--queue", "0")]
    public void What_cannot_be_served_so_is_refused(string sentence, params string[] options) => CliRun.Of(["serve", .. options]).FailedWith(2, sentence);

    [Fact]
    public async Task It_shows_its_address_and_ends_at_once()
    {
        using Process server = BuiltProgram.StartMindful(["serve"]);
        string? line = await server.StandardOutput.ReadLineAsync();
        Match address = Address().Match(line ?? "");
        Assert.True(address.Success, line ?? await server.StandardError.ReadToEndAsync());

        using HttpClient client = new();
        Assert.Contains("all-MiniLM-L6-v2", await client.GetStringAsync($"{address.Groups[1].Value}/api/status?token={address.Groups[2].Value}"));
        string port = new Uri(address.Groups[1].Value).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        (int exitCode, _, string error) = BuiltProgram.Run(["serve", "--port", port]);
        Assert.Equal(
            (1, $"attn: Port {port} of this machine is taken, perhaps by another 'attn serve'; give another --port, or none for one that is free.\n"),
            (exitCode, error));

        using Process interrupt = Process.Start("kill", ["-INT", $"{server.Id}"]);
        await server.WaitForExitAsync();
        Assert.Equal(130, server.ExitCode);
        Assert.Equal("", await server.StandardError.ReadToEndAsync());
    }

    [GeneratedRegex(@"^all-MiniLM-L6-v2 at (http://127\.0\.0\.1:[0-9]+)/\?token=([A-Za-z0-9_-]{32})$")]
    private static partial Regex Address();
}
