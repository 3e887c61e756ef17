using System.Collections.Immutable;

namespace AttnExtract.Model.Weights.Tables;

/// <summary>Where one of our weights is to be found.</summary>
/// <param name="Names">Its names in the file; the first that is there counts.</param>
/// <param name="Operations">What is done to the stored tensor, in order.</param>
internal readonly record struct WeightSource(ImmutableArray<string> Names, ImmutableArray<WeightOperation> Operations);
