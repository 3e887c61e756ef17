using System.Diagnostics;
using System.Runtime.InteropServices;
using AttnExtract.Ground;

namespace AttnExtract.Cli.Running;

/// <summary>A program that lies beside this one.</summary>
internal static partial class SiblingProgram
{
    /// <summary>
    /// Lets it take the place of this process, with its streams, its terminal and whoever waits for it; where the system has no such call, it runs
    /// as long as this one waits.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="AttnExtractException">It is not there, or cannot be started.</exception>
    public static void Become(string name, IReadOnlyList<string> arguments)
    {
        string start = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? $"{name}.exe" : name);
        string assembly = Path.Combine(AppContext.BaseDirectory, $"{name}.dll");
        if (!File.Exists(start) && !File.Exists(assembly))
        {
            throw new AttnExtractException(Messages.NoSibling(name, AppContext.BaseDirectory));
        }

        // A .NET tool has no start files: those of a package could be run by nobody but who installed it.
        string[] words = File.Exists(start) ? [start] : [Dotnet(), assembly];
        if (!OperatingSystem.IsWindows())
        {
            Execute(words[0], [.. words, .. arguments, null]);
            throw new AttnExtractException(Messages.SiblingFails(words[0], Marshal.GetLastPInvokeErrorMessage()));
        }

        using Process process = Process.Start(new ProcessStartInfo(words[0], [.. words[1..], .. arguments]) { UseShellExecute = false })
            ?? throw new AttnExtractException(Messages.SiblingFails(words[0], "it did not start"));
        process.WaitForExit();
        ProcessEnd.Now(process.ExitCode);
    }

    // DOTNET/shared/Microsoft.NETCore.App/VERSION/ is where the running runtime lies.
    private static string Dotnet() =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    // Returns only where it fails.
    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, string?[] arguments);
}
