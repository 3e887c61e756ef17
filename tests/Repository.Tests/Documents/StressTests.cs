using System.Globalization;
using AttnExtract.Testing;

namespace AttnExtract.Repository.Tests.Documents;

/// <summary>
/// The documents' commands succeed while every core is busy with something else, again and again. Whatever crashes keeps its memory and stacks.
/// One document once in the usual run; ATTN_STRESS=n runs all of them n times.
/// </summary>
public sealed class StressTests
{
    private const string Usual = "docs/record-files.md";

    private static readonly int? Rounds =
        Environment.GetEnvironmentVariable("ATTN_STRESS") is { Length: > 0 } rounds ? int.Parse(rounds, CultureInfo.InvariantCulture) : null;

    public static TheoryData<string> Chosen { get; } = Rounds is null ? [Usual] : DocumentTests.Documents;

    [Theory]
    [MemberData(nameof(Chosen))]
    public void Commands_succeed_under_load(string document)
    {
        string cores = Directory.CreateTempSubdirectory("attn-cores-").FullName;
        using CancellationTokenSource enough = new();
        Worker[] load = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Worker(() => Spin(enough.Token)).Start())];
        try
        {
            for (int round = 0; round < (Rounds ?? 1); round++)
            {
                using TemporaryFolder folder = new();
                Exception? failure = Record.Exception(() => { DocumentRun.Of(document, folder, python: null, KeepingCores(cores)); });
                string[] kept = Directory.GetFiles(cores);
                Assert.True(
                    failure is null && kept.Length == 0, $"{document}, round {round}: {failure?.Message}\nCores: {string.Join(", ", kept)}");
            }

            Directory.Delete(cores);
        }
        finally
        {
            enough.Cancel();
            Assert.All(load, one => Assert.Null(one.Join()));
        }
    }

    [Fact]
    public void A_crash_leaves_its_stacks()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using TemporaryFolder folder = new();
        // Writing to the pipe begins when the program reads from it: then it is up.
        string script = string.Join('\n', [
            .. KeepingCores(folder.Path), "mkfifo text", $"dotnet '{Path.Combine(BuiltProgram.Folder, "attn.dll")}' tokenize -i text &", "exec 3> text",
            // A fault that was only sent is not met again, so that the program goes on; its stacks are written before its memory.
            "kill -SEGV $!", "until [ -e core.$! ]; do sleep 0.1; done", "kill -KILL $!", "wait $!"]);

        (int exitCode, string _) = BuiltProgram.Run("bash", ["-c", script], folder.Path);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("stack_frames", File.ReadAllText(Assert.Single(Directory.GetFiles(folder.Path, "core.*.crashreport.json"))), StringComparison.Ordinal);
    }

    // Type 1 holds threads and their stacks, and little else; https://learn.microsoft.com/dotnet/core/diagnostics/collect-dumps-crash.
    private static string[] KeepingCores(string folder) =>
    [
        "export DOTNET_DbgEnableMiniDump=1 DOTNET_DbgMiniDumpType=1 DOTNET_EnableCrashReport=1",
        $"export DOTNET_DbgMiniDumpName='{folder}/core.%p'",
    ];

    private static void Spin(CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            Thread.SpinWait(1000);
        }
    }
}
