using System.Diagnostics;
using System.Runtime.InteropServices;
using AttnExtract.Testing;

namespace AttnExtract.Repository.Tests;

/// <summary>The program as it was built along with these tests.</summary>
internal static class BuiltProgram
{
    // tests/Repository.Tests/bin/CONFIGURATION/FRAMEWORK
    private static readonly DirectoryInfo Here = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    public static string Configuration { get; } = Here.Parent!.Name;

    public static string Folder { get; } = OutputOf(Path.Combine(ReferenceData.RepositoryRoot, "src", "Cli"));

    /// <summary>Where .NET is installed whose runtime runs these tests.</summary>
    public static string DotnetRoot { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    public static string OutputOf(string project) => Path.Combine(project, "bin", Configuration, Here.Name);

    /// <summary>Runs a program to its end and gives back its exit code and all that it wrote.</summary>
    public static (int ExitCode, string Output) Run(string program, IEnumerable<string> arguments, string folder, string? alsoOnPath = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (alsoOnPath is not null)
        {
            start.Environment["PATH"] = alsoOnPath + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        }

        // A published program finds the runtime where it is installed for all, or by this name.
        start.Environment["DOTNET_ROOT"] = DotnetRoot;

        // Set by a test run for its own build; a build inside a test is a build of its own.
        start.Environment.Remove("MSBuildSDKsPath");
        start.Environment.Remove("MSBUILD_EXE_PATH");
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        (int exitCode, string output, string error) = Ending.Of(process);
        return (exitCode, output + error);
    }
}
