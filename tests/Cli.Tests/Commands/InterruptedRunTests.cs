using System.Diagnostics;
using System.Text.Json;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Commands;

/// <summary>A run over a corpus that is told to stop keeps in its folder that it was, and goes on where it stopped.</summary>
public sealed class InterruptedRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public void Its_status_says_by_what(string signal, int exitCode)
    {
        // Windows has no signals.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // So many chunks that no machine is done before it is told.
        string model = Path.Combine(ReferenceData.OwnRoot, "families", "bert");
        string run = _folder["run/"];
        File.WriteAllLines(_folder["texts.txt"], Enumerable.Range(0, 20_000).Select(i => $"the cat sat on mat {i}"));
        using Process process = BuiltProgram.StartMindful(["embed", _folder["texts.txt"], "-m", model, "--chunk", "1", "--quiet", "-o", run]);
        process.StandardInput.Close();
        while (!File.Exists(Path.Join(run, "chunks", "000003.chunk")) && !process.HasExited)
        {
            Thread.Sleep(5);
        }

        Process.Start("kill", [$"-{signal}", $"{process.Id}"]).WaitForExit();
        process.WaitForExit();

        Assert.Equal((exitCode, ""), (process.ExitCode, process.StandardError.ReadToEnd()));
        string reason = $"it was interrupted (SIG{signal}); start it again, and it goes on where it stopped";
        string status = CliRun.Of("status", run).Succeeded().Out;
        Assert.Contains($"\nshard 1/1 stopped (process {process.Id} on {Environment.MachineName}): {reason}\nIt goes on with attn embed ", status);
        JsonElement stopped = Assert.Single(
            JsonDocument.Parse(CliRun.Of("status", run, "--json").Succeeded().Out).RootElement.GetProperty("stopped").EnumerateArray());
        Assert.Equal(reason, stopped.GetProperty("failure").GetString());
        Assert.InRange(stopped.GetProperty("texts").GetInt32(), 3, 19_999);
    }
}
