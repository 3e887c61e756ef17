using System.Collections.Immutable;

namespace AttnExtract.Model.Weights;

/// <summary>One tensor whose shape is not what the configuration asks for.</summary>
/// <param name="Stored">Its name in the file.</param>
/// <param name="Expected">The shape that the configuration asks for.</param>
/// <param name="Actual">The shape in the file.</param>
public sealed record ShapeMismatch(string Stored, ImmutableArray<long> Expected, ImmutableArray<long> Actual);
