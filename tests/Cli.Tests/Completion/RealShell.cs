using System.Diagnostics;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Completion;

/// <summary>
/// A shell that somebody types into, on a terminal that <c>script</c> of util-linux makes. Its <c>attn</c> is the built program where it is asked for
/// completion, and else writes down what it was given. Where a program is not there its tests say so and are skipped: nothing else can read what it reads.
/// </summary>
internal sealed class RealShell : IDisposable
{
    private const string Attn = """
        #!/bin/sh
        if [ "$1" = completion ]; then exec "$PROGRAM" "$@"; fi
        printf '%s\n' "$@" > typed

        """;

    private readonly string _command;

    /// <summary>Prepares one.</summary>
    /// <param name="command">How it is started, so that it reads a person's keys.</param>
    /// <param name="setup">The file that it reads first, and what stands in it.</param>
    public RealShell(string command, (string File, string Lines) setup)
    {
        Require(command.Split(' ')[0]);
        Require("script");
        _command = command;
        File.WriteAllText(Folder[setup.File], setup.Lines);
        string attn = Folder["attn"];
        File.WriteAllText(attn, Attn);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(attn, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Where it stands.</summary>
    public TemporaryFolder Folder { get; } = new();

    /// <summary>Skips a test where a program is not there.</summary>
    public static void Require(string program) => Assert.SkipUnless(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program))),
        $"There is no {program} on this machine.");

    /// <summary>Runs a program of this machine to its end.</summary>
    public static string Run(string program, string folder, params string[] arguments)
    {
        Require(program);
        (int code, string output, string errors) = DebianPython.Run(program, arguments, folder)!.Value;
        return code == 0 ? output + errors : throw new InvalidOperationException($"{program} ended with {code}: {output}{errors}");
    }

    /// <summary>Types a line, Tab keys and all.</summary>
    /// <returns>The arguments that <c>attn</c> was given.</returns>
    public string[] Type(string line)
    {
        ProcessStartInfo start = new("script", ["-qec", _command, "/dev/null"])
        {
            WorkingDirectory = Folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{Folder.Path}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["PROGRAM"] = BuiltProgram.Executable;
        start.Environment["ZDOTDIR"] = Folder.Path;
        start.Environment["HF_HUB_CACHE"] = Folder["hub"];
        start.Environment["TERM"] = "dumb";
        using Process process = Process.Start(start)!;
        process.StandardInput.Write($"{line}\nexit\n");
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string seen = process.StandardOutput.ReadToEnd() + error.GetAwaiter().GetResult();
        process.WaitForExit();
        Assert.True(File.Exists(Folder["typed"]), $"{_command} did not start attn: {seen}");
        return File.ReadAllLines(Folder["typed"]);
    }

    /// <inheritdoc/>
    public void Dispose() => Folder.Dispose();
}
