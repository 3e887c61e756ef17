using System.ComponentModel;
using System.Diagnostics;
using AttnExtract.Ground;

namespace AttnExtract.Cli.Cluster;

/// <summary>Slurm's queue, by its program <c>sbatch</c>.</summary>
/// <param name="program">Where that lies.</param>
internal sealed class SlurmQueue(string program)
{
    private const string Program = "sbatch";

    /// <summary>The queue of this machine's cluster.</summary>
    /// <param name="shell">Says where programs lie.</param>
    /// <exception cref="AttnExtractException">There is none.</exception>
    public static SlurmQueue Find(Shell shell) => new(
        (shell.Variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, Program))
            .FirstOrDefault(File.Exists)
        ?? throw new AttnExtractException(Messages.NoSlurm()));

    /// <summary>Asks whether a script would be taken.</summary>
    /// <exception cref="AttnExtractException">It would not.</exception>
    public void Test(SlurmScript script) => Run(script, ["--test-only", script.Path]);

    /// <summary>Submits a script.</summary>
    /// <param name="script">The script.</param>
    /// <param name="options">What its own lines do not say.</param>
    /// <returns>The number of the job.</returns>
    /// <exception cref="AttnExtractException">It was not taken.</exception>
    public string Submit(SlurmScript script, params IEnumerable<string> options) =>
        // Of several clusters its name follows.
        Run(script, ["--parsable", .. options, script.Path]).Trim().Split(';')[0];

    private string Run(SlurmScript script, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0
                ? output
                : throw new AttnExtractException(Messages.SlurmRefuses(script.Path, Reason(errors.GetAwaiter().GetResult())));
        }
        catch (Win32Exception exception)
        {
            throw new AttnExtractException(Messages.SlurmRefuses(script.Path, exception.Message), exception);
        }
    }

    // The last line says what the ones before lead to.
    private static string Reason(string errors)
    {
        string last = errors.TrimEnd().Split('\n')[^1];
        foreach (string beginning in (string[])[$"{Program}: ", "error: ", "fatal: "])
        {
            last = last.StartsWith(beginning, StringComparison.Ordinal) ? last[beginning.Length..] : last;
        }

        return last;
    }
}

/// <summary>The jobs of a shared study.</summary>
/// <param name="Tasks">The number of the job array.</param>
/// <param name="Merge">The number of the job that comes after it.</param>
internal sealed record SlurmJobs(string Tasks, string Merge);
