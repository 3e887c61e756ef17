namespace AttnExtract.Model.Specs;

/// <summary>The choice of a norm, without weights.</summary>
/// <param name="Epsilon">Added to the variance under the root.</param>
/// <exception cref="Ground.AttnExtractException">It is negative, or larger than any variance that is to be told from 0.</exception>
public sealed record NormSpec(double Epsilon)
{
    /// <summary>Added to the variance under the root.</summary>
    public double Epsilon { get; } = Checked(Epsilon);

    /// <summary>Whether vectors are only scaled, not centred: RMS norm, which has no bias; Zhang and Sennrich 2019.</summary>
    public bool OnlyScales { get; init; }

    /// <summary>Whether a learned shift follows the learned scale.</summary>
    public bool HasBias { get; init; } = true;

    /// <summary>Whether there is no norm at all, only the learned scale and shift; Sun et al. 2020.</summary>
    public bool OnlyShifts { get; init; }

    /// <summary>Whether vectors are scaled by 1 + the learned weight, so that a weight of 0 leaves them.</summary>
    public bool AddsOne { get; init; }

    private static double Checked(double epsilon)
    {
        StackSpec.Require(epsilon is >= 0 and <= 1, $"epsilon of norms is {epsilon}; expected a number from 0 to 1");
        return epsilon;
    }
}
