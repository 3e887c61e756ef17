using System.Diagnostics;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>Lines for bash, in a folder, where <c>attn</c> is the built program: what only a shell can do to it.</summary>
internal static class ShellScript
{
    /// <summary>Runs the lines to their end.</summary>
    public static (int ExitCode, string Out, string Error) Run(string folder, string lines)
    {
        ProcessStartInfo start = new("bash", ["-c", "attn() { \"$PROGRAM\" \"$@\"; }\n" + lines])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PROGRAM"] = BuiltProgram.Executable;
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return Ending.Of(process);
    }
}
