using System.Collections.Immutable;

namespace AttnExtract.Extract.Pruning;

/// <summary>What came of cutting heads out of a model.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Folder">The folder that was written.</param>
/// <param name="Heads">The 0-based layers and heads that went.</param>
/// <param name="KeepsShape">Whether they were silenced instead of cut out.</param>
/// <param name="WeightsBefore">How many weights the model had.</param>
/// <param name="WeightsAfter">How many it has.</param>
public sealed record PrunedModel(
    string Model, string Folder, ImmutableArray<(int Layer, int Head)> Heads, bool KeepsShape, long WeightsBefore, long WeightsAfter);
