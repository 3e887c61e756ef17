using System.Collections.Immutable;
using AttnExtract.Extract.Ablations;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Pruning;

namespace AttnExtract.Extract.Pruning;

/// <summary>Cuts heads out of a model for good, where an ablation switches them off for a run; Michel et al. 2019.</summary>
public static class HeadPruning
{
    /// <summary>
    /// Saves a model without some heads, as a model folder: whole or not at all. To the rest of the model it is as if the heads were set
    /// to zero, but their weights are gone, and so is the time that they took.
    /// </summary>
    /// <param name="model">The model folder, which stays as it is.</param>
    /// <param name="heads">The heads that go.</param>
    /// <param name="folder">The new folder.</param>
    /// <param name="keepShape">
    /// Whether heads keep their weights and lose their columns of the output projection only, which become 0: nothing is gained, but
    /// every program reads the result.
    /// </param>
    /// <exception cref="AttnExtractException">
    /// A head does not exist, the model is such that heads cannot go, or the folder cannot be written; the message says which.
    /// </exception>
    public static PrunedModel Save(string model, HeadSelection heads, string folder, bool keepShape = false)
    {
        PretrainedFolder source = PretrainedFolder.Open(model);
        (int Layer, int Head)[] gone = [.. heads.In(source.Spec, source.Name)];
        PrunedFolder.Require(source.Spec, source.Name, gone, keepShape);
        long before = source.CountParameters();
        AtomicFile.WriteFolder(folder, draft => PrunedFolder.Write(source, gone, draft, keepShape));
        return new PrunedModel(source.Name, folder, [.. gone], keepShape, before, PretrainedFolder.Open(folder).CountParameters());
    }
}

/// <summary>What came of cutting heads out of a model.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Folder">The folder that was written.</param>
/// <param name="Heads">The 0-based layers and heads that went.</param>
/// <param name="KeepsShape">Whether they were silenced instead of cut out.</param>
/// <param name="WeightsBefore">How many parameters the model had.</param>
/// <param name="WeightsAfter">How many it has.</param>
public sealed record PrunedModel(
    string Model, string Folder, ImmutableArray<(int Layer, int Head)> Heads, bool KeepsShape, long WeightsBefore, long WeightsAfter);
