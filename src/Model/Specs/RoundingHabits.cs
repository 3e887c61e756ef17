namespace AttnExtract.Model.Specs;

/// <summary>
/// Where a library rounds to single precision, or does not, whatever it computes in elsewhere. No choice of structure: it shows in double
/// precision alone, in the seventh digit.
/// </summary>
public sealed record RoundingHabits
{
    /// <summary>Whether RMS norms round the scaled vectors to single precision.</summary>
    public bool RoundsNorms { get; init; }

    /// <summary>
    /// Whether rotary angles are computed in double precision and only their sines rounded to single. Most libraries compute both in single
    /// precision, and a thousand positions on that is a difference.
    /// </summary>
    public bool HasExactAngles { get; init; }

    /// <summary>Whether rotary frequencies are all that is rounded to single precision: neither RMS norms are, nor angles and their sines.</summary>
    public bool RoundsOnlyFrequencies { get; init; }
}
