using AttnExtract.Model.Network;

namespace AttnExtract.Model.Specs;

/// <summary>A projection with its non-linearity and norm, before a head's output.</summary>
/// <param name="Width">Width of its output.</param>
/// <param name="Activation">The non-linearity.</param>
/// <param name="Norm">The norm that follows; null for none.</param>
public sealed record HeadStep(int Width, Activation Activation, NormSpec? Norm = null)
{
    /// <summary>Whether the projection has a bias.</summary>
    public bool HasBias { get; init; } = true;
}
