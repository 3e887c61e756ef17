namespace AttnExtract.Cli.Cluster;

/// <summary>What each part of a shared study may take of a cluster.</summary>
/// <param name="Name">What the cluster calls it.</param>
/// <param name="Tasks">Into how many parts it is divided.</param>
/// <param name="Cpus">How many cores each gets.</param>
/// <param name="Memory">How much memory each gets, as it was typed; null for what the cluster gives of itself.</param>
/// <param name="Time">How long each may take; null for as long as the cluster lets it.</param>
internal sealed record ClusterRequest(string Name, int Tasks, int Cpus, MemorySize? Memory, TimeLimit? Time);

/// <summary>An amount of memory: a number, and what it counts.</summary>
/// <param name="Number">The number.</param>
/// <param name="Unit">Of 1024 each: K, M, G or T.</param>
internal sealed record MemorySize(int Number, char Unit);

/// <summary>A time limit.</summary>
/// <param name="Text">As Slurm reads it.</param>
/// <param name="Span">How long that is.</param>
internal sealed record TimeLimit(string Text, TimeSpan Span);
