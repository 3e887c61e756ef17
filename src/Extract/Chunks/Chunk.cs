namespace AttnExtract.Extract.Chunks;

/// <summary>Texts of a corpus that stand together and are computed together, whoever does it.</summary>
/// <param name="Number">The 0-based number.</param>
/// <param name="Texts">The texts, one or more.</param>
public sealed record Chunk<T>(int Number, IReadOnlyList<T> Texts);
