using System.Diagnostics;

namespace AttnExtract.Testing;

/// <summary>A Python with the packages that tests compare with, where there is one: Debian's, which .ci/run installs where it may.</summary>
internal static class DebianPython
{
    private const string Finds =
        "import importlib.util, sys; sys.exit(any(importlib.util.find_spec(name) is None for name in sys.argv[1:]))";

    private static readonly string[] Candidates = ["/usr/bin/python3", "python3"];

    /// <summary>Finds one that has some modules.</summary>
    /// <returns>The program, or null where there is none: what Python made elsewhere then stands in its place.</returns>
    public static string? With(params string[] modules) =>
        Candidates.FirstOrDefault(program => Run(program, ["-c", Finds, .. modules], Path.GetTempPath()) is { ExitCode: 0 });

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it wrote, or null where there is no such program.</returns>
    public static (int ExitCode, string Output, string Errors)? Run(string program, IEnumerable<string> arguments, string folder)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, errors.GetAwaiter().GetResult());
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
