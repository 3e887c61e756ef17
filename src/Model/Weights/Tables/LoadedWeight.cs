using System.Collections.Immutable;

namespace AttnExtract.Model.Weights.Tables;

/// <summary>One tensor that was loaded.</summary>
/// <param name="Stored">Its name in the file.</param>
/// <param name="Parameter">The weight of the encoder that it became.</param>
/// <param name="Shape">Its shape.</param>
public sealed record LoadedWeight(string Stored, string Parameter, ImmutableArray<long> Shape);
