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
        string path = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? $"{name}.exe" : name);
        if (!File.Exists(path))
        {
            throw new AttnExtractException(Messages.NoSibling(name, AppContext.BaseDirectory));
        }

        if (!OperatingSystem.IsWindows())
        {
            Execute(path, [path, .. arguments, null]);
            throw new AttnExtractException(Messages.SiblingFails(path, Marshal.GetLastPInvokeErrorMessage()));
        }

        using Process process = Process.Start(new ProcessStartInfo(path, arguments) { UseShellExecute = false })
            ?? throw new AttnExtractException(Messages.SiblingFails(path, "it did not start"));
        process.WaitForExit();
        ProcessEnd.Now(process.ExitCode);
    }

    // Returns only where it fails.
    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, string?[] arguments);
}
