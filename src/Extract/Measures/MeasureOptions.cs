using AttnExtract.Extract.Targets;

namespace AttnExtract.Extract.Measures;

/// <summary>How to measure.</summary>
public sealed record MeasureOptions
{
    private readonly int _steps = 64;

    /// <summary>Nothing special.</summary>
    public static MeasureOptions Default { get; } = new();

    /// <summary>The number that matters, for measures that need one; null for none.</summary>
    public MeasureTarget? Target { get; init; }

    /// <summary>
    /// Which attention is measured; null for that from decoder to encoder where there is a target for the decoder, and else for the only one that is run.
    /// </summary>
    public AttentionKind? Kind { get; init; }

    /// <summary>How many steps integrated gradients take along their path, 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There would be none.</exception>
    public int Steps
    {
        get => _steps;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _steps = value;
        }
    }

    /// <summary>Whether to find out how well the measures tell which tokens the target rests on, see <see cref="Measures.Faithfulness"/>.</summary>
    public bool Faithfulness { get; init; }

    /// <summary>Whether a text with more tokens than the model has positions is cut off at the end instead of refused.</summary>
    public bool Truncate { get; init; }
}
