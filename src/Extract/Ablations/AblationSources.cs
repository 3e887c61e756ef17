namespace AttnExtract.Extract.Ablations;

/// <summary>What the words <c>mean</c> and <c>resample</c> stand for where ablations are written as text.</summary>
public sealed record AblationSources
{
    /// <summary>The corpus of means, and of resampled tokens where there is no <see cref="Source"/>; null for none.</summary>
    public IReadOnlyList<string>? Reference { get; init; }

    /// <summary>The text to resample from; null for none.</summary>
    public string? Source { get; init; }

    /// <summary>Where random draws from the corpus start.</summary>
    public int Seed { get; init; }
}
