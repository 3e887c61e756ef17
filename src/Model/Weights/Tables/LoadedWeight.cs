using System.Collections.Immutable;

namespace AttnExtract.Model.Weights.Tables;

/// <summary>One tensor that was loaded.</summary>
/// <param name="Stored">Its name in the file.</param>
/// <param name="Parameter">The weight of the encoder that it became.</param>
/// <param name="Shape">The shape of that weight, which may be a part of the stored tensor, or turned.</param>
public sealed record LoadedWeight(string Stored, string Parameter, ImmutableArray<long> Shape)
{
    /// <summary>How many numbers the weight has.</summary>
    public long Count => Shape.Aggregate(1L, (count, length) => count * length);
}
