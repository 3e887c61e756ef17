using System.Diagnostics;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>The program as it was built along with these tests, in a process of its own.</summary>
internal static class BuiltProgram
{
    // tests/Cli.Tests/bin/CONFIGURATION/FRAMEWORK
    private static readonly DirectoryInfo Here = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    internal static readonly string Executable = Path.Combine(
        ReferenceData.RepositoryRoot, "src", "Cli", "bin", Here.Parent!.Name, Here.Name, OperatingSystem.IsWindows() ? "attn.exe" : "attn");

    /// <summary>Starts it so that it minds signals, which a shell that runs these tests in the background has its children ignore.</summary>
    public static Process StartMindful(IEnumerable<string> arguments) => OperatingSystem.IsLinux()
        ? Process.Start(WithStreams("env", ["--default-signal=HUP,INT,QUIT,TERM", Executable, .. arguments]))!
        : Start(arguments);

    /// <summary>Starts it with all three streams in the test's hands.</summary>
    public static Process Start(IEnumerable<string> arguments, params (string Name, string Value)[] variables)
    {
        ProcessStartInfo start = WithStreams(Executable, arguments);
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Runs it to its end.</summary>
    public static (int ExitCode, string Out, string Error) Run(
        IEnumerable<string> arguments, params (string Name, string Value)[] variables)
    {
        using Process process = Start(arguments, variables);
        process.StandardInput.Close();
        return Ending.Of(process);
    }

    private static ProcessStartInfo WithStreams(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // As users run it: with threads, which a run of all tests does without.
        start.Environment.Remove("OMP_NUM_THREADS");
        return start;
    }
}
