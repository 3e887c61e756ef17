using System.Collections.Immutable;

namespace AttnExtract.Extract;

/// <summary>How far a run is from the same run computed another way; see <see cref="ModelRuns.Verify(Model.PretrainedModel, TextPair, bool)"/>.</summary>
/// <param name="Layers">The largest differences of each layer, and of each kind of attention in it, in order.</param>
/// <param name="FusedDifference">Largest difference of a final hidden state between the explicit and the fused path.</param>
public sealed record Verification(ImmutableArray<LayerVerification> Layers, double FusedDifference)
{
    /// <summary>What single precision may differ by: a wrong formula shows as 1e-3 or more.</summary>
    public const double Tolerance = 1e-4;

    /// <summary>Whether every difference is within <see cref="Tolerance"/>.</summary>
    public bool Holds => LargestDifference <= Tolerance;

    /// <summary>The largest of all differences.</summary>
    public double LargestDifference =>
        Layers.Select(layer => Math.Max(layer.PatternDifference, layer.OutputDifference)).Append(FusedDifference).Max();

    /// <summary>The outcome in one sentence.</summary>
    public override string ToString() =>
        $"{(Holds ? "Verified" : "NOT verified")}: softmax(q·kᵀ)·v·W_O recomputed in double precision differs by at most "
        + $"{Layers.Max(layer => layer.PatternDifference):0.0e-0} in the maps and {Layers.Max(layer => layer.OutputDifference):0.0e-0} "
        + $"in the attention outputs, the fused path by {FusedDifference:0.0e-0} (allowed {Tolerance:0.0e-0}).";
}

/// <summary>One layer of a <see cref="Verification"/>.</summary>
/// <param name="Layer">The 0-based layer.</param>
/// <param name="PatternDifference">Largest difference of an attention weight.</param>
/// <param name="OutputDifference">
/// Largest difference of a number that attention adds to the residual stream, as a share of the largest of them.
/// </param>
public sealed record LayerVerification(int Layer, double PatternDifference, double OutputDifference);
