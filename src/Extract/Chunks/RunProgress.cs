namespace AttnExtract.Extract.Chunks;

/// <summary>How far a process is with its shard.</summary>
/// <param name="DoneChunks">How many chunks of it are done, those of earlier processes counted.</param>
/// <param name="Chunks">How many it has.</param>
/// <param name="Texts">How many texts this process has computed.</param>
/// <param name="LeftTexts">How many are left to it.</param>
public sealed record RunProgress(int DoneChunks, int Chunks, int Texts, int LeftTexts);
