namespace AttnExtract.Cli.Cluster;

/// <summary>What Slurm is asked for beside what any cluster is.</summary>
/// <param name="Partition">The partition; null for the usual one.</param>
/// <param name="Account">Who is charged; null for the usual one.</param>
/// <param name="Others">Further options of <c>sbatch</c>, as they are written there.</param>
internal sealed record SlurmRequest(string? Partition, string? Account, IReadOnlyList<string> Others);
