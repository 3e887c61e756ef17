using System.Diagnostics;
using AttnExtract.Repository.Tests.HouseRules;

namespace AttnExtract.Repository.Tests.Slurm;

/// <summary>
/// A Slurm cluster on this machine, by tests/Slurm/with-slurm. It lives as long as the pipe that its command reads from: it ends with this
/// process, however that ends.
/// </summary>
public sealed class SlurmCluster : IDisposable
{
    private readonly Process? _process;

    public SlurmCluster()
    {
        if (!IsHere)
        {
            return;
        }

        ProcessStartInfo start = new(RepositoryFiles.FullPath("tests/Slurm/with-slurm"), ["sh", "-c", "echo \"$SLURM_CONF\"; cat"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        Configuration = _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException("No cluster came up; standard error says why.");
    }

    /// <summary>Whether there can be a cluster here: Slurm is installed, and starts tasks as root.</summary>
    public static bool IsHere { get; } = OperatingSystem.IsLinux()
        && Environment.IsPrivilegedProcess
        && new[] { "slurmctld", "slurmd", "munged", "sbatch" }.All(IsThere);

    /// <summary>Its configuration, which Slurm's programs are told of by <c>SLURM_CONF</c>.</summary>
    public string Configuration { get; } = "";

    /// <inheritdoc/>
    public void Dispose()
    {
        _process?.StandardInput.Close();
        _process?.WaitForExit();
        _process?.Dispose();
    }

    private static bool IsThere(string program) =>
        new[] { "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin" }.Any(folder => File.Exists(Path.Combine(folder, program)));
}
