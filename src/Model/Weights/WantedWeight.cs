using System.Collections.Immutable;

namespace AttnExtract.Model.Weights;

/// <summary>One weight that a configuration asks for, and where it was looked for.</summary>
/// <param name="Name">Its name in the encoder.</param>
/// <param name="LookedFor">The stored names under which it may lie, the usual one first.</param>
/// <param name="Shape">The shape that it must have in the file.</param>
/// <param name="Stored">The name under which it lies; null where there is none.</param>
/// <param name="StoredShape">The shape that it has there; empty where there is none.</param>
public sealed record WantedWeight(
    string Name, ImmutableArray<string> LookedFor, ImmutableArray<long> Shape, string? Stored, ImmutableArray<long> StoredShape)
{
    /// <summary>Whether it is there in the right shape.</summary>
    public bool Fits => Stored is not null && StoredShape.AsSpan().SequenceEqual(Shape.AsSpan());
}
