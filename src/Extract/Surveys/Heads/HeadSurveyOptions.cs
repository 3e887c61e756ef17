using AttnExtract.Extract.Chunks;
using AttnExtract.Extract.Statistics;

namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>How to survey heads.</summary>
public sealed record HeadSurveyOptions
{
    /// <summary>Nothing special.</summary>
    public static HeadSurveyOptions Default { get; } = new();

    /// <summary>
    /// Which attention is described; null for that from decoder to encoder where texts have targets, and else for the only one that is run.
    /// </summary>
    public AttentionKind? Kind { get; init; }

    /// <summary>How intervals are made. Resamples are in memory, each with every statistic of every head, so that there are fewer than elsewhere.</summary>
    public BootstrapOptions Bootstrap { get; init; } = new() { Resamples = 1000 };

    /// <summary>
    /// How many texts are summed up together before their sums are added: numbers depend on it in their last digits, and intervals by chance.
    /// </summary>
    public int ChunkSize { get; init; } = CorpusChunks.UsualSize;

    /// <summary>Whether a text with more tokens than the model has positions is cut off at the end instead of refused.</summary>
    public bool Truncate { get; init; }
}
