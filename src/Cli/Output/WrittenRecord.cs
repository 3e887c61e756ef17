using AttnExtract.Extract;

namespace AttnExtract.Cli.Output;

/// <summary>What came of one record.</summary>
/// <param name="Record">The record.</param>
/// <param name="MapCount">How many maps each file shows.</param>
/// <param name="Files">The files.</param>
internal sealed record WrittenRecord(AttentionRecord Record, int MapCount, IReadOnlyList<string> Files);
