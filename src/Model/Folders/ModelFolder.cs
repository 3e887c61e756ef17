using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Model.Heads;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights;
using static TorchSharp.torch;

namespace AttnExtract.Model.Folders;

/// <summary>What of a model folder needs no tokenizer: configuration, encoder and heads.</summary>
/// <param name="Config">Its configuration.</param>
/// <param name="Encoder">The encoder with its weights.</param>
/// <param name="Heads">The heads with theirs.</param>
/// <param name="Report">What became of every tensor of the checkpoint.</param>
internal sealed record ModelFolder(ModelConfig Config, Encoder Encoder, TaskHeads Heads, LoadReport Report) : IDisposable
{
    // Weights that are compared are not filled, but their memory is asked for; and a layer takes time, however small it is.
    private const int MostComparedLayers = 500;

    /// <summary>Loads it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="precision">The type to compute in.</param>
    /// <exception cref="AttnExtractException">Something is missing, unknown or does not fit together.</exception>
    public static ModelFolder Load(PretrainedFolder folder, Precision precision) => Load(folder, folder.Structure, precision);

    /// <summary>Loads it in another structure, of which every weight must be there.</summary>
    /// <inheritdoc cref="Load(PretrainedFolder, Precision)"/>
    /// <param name="folder">The folder.</param>
    /// <param name="structure">The structure.</param>
    /// <param name="precision">The type to compute in.</param>
    public static ModelFolder Load(PretrainedFolder folder, ModelSpec structure, Precision precision) =>
        Build(folder, structure, precision, (loader, weights) => loader.Load(weights));

    /// <summary>What becomes of every tensor of the checkpoint where a folder is loaded, without loading it.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="AttnExtractException">Something is missing, unknown or does not fit together.</exception>
    public static LoadReport Foresee(PretrainedFolder folder)
    {
        using ModelFolder empty = Build(folder, folder.Structure, Precision.Float32, (loader, weights) => loader.Foresee(weights));
        return empty.Report;
    }

    /// <summary>What the configuration asks for beside what the checkpoint has, whether or not they fit.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="AttnExtractException">A file cannot be read, or the configuration asks for more than there is memory.</exception>
    public static LoadReport Compare(PretrainedFolder folder)
    {
        double most = folder.Spec.LayerCount <= MostComparedLayers ? FreeMemory.Bytes / sizeof(float) : 0;
        using ModelFolder empty = Build(folder, folder.Structure, Precision.Float32, (loader, weights) => loader.Compare(weights), most);
        return empty.Report;
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose()
    {
        Heads.Dispose();
        Encoder.Dispose();
    }

    private static ModelFolder Build(
        PretrainedFolder folder, ModelSpec spec, Precision precision,
        Func<WeightLoader, IEnumerable<(string Name, Tensor Weight)>, LoadReport> load, double most = 0)
    {
        ScalarType type = precision.ToScalarType();
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);
        ImmutableArray<HeadSpec> known = folder.Family.Heads(folder.Config, spec.Last);
        PlausibleSize.Require(spec, known, checkpoint, folder.Path, most);
        WeightLoader loader = new(checkpoint, folder.Family.Weights(), spec, folder.Path);
        Encoder encoder = new(spec, type);
        TaskHeads heads = ChooseHeads(known, encoder, folder.Config.Texts("architectures"), loader, type);
        try
        {
            return new ModelFolder(folder.Config, encoder, heads, load(loader, [.. encoder.named_parameters(), .. heads.SelectMany(NamedParameters)]));
        }
        catch
        {
            heads.Dispose();
            encoder.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The heads whose weights are there. Where the names of the weights, or their absence, leave it open whether they are a
    /// head's, the architectures decide.
    /// </summary>
    private static TaskHeads ChooseHeads(
        IEnumerable<HeadSpec> known, Encoder encoder, ImmutableArray<string> architectures, WeightLoader loader, ScalarType type)
    {
        ImmutableArray<TaskHead>.Builder heads = ImmutableArray.CreateBuilder<TaskHead>();
        Dictionary<HeadKind, string> reasons = [];
        foreach (HeadSpec spec in known.Where(spec => !heads.Any(head => head.Spec.Kind == spec.Kind)))
        {
            TaskHead head = new(spec, encoder, type);
            string[] weights = [.. NamedParameters(head).Select(weight => weight.Name)];
            bool isNamed = architectures.Any(spec.Kind.IsNamedBy);
            if ((spec.Kind.IsAmbiguous || weights.Length == 0) && !isNamed)
            {
                reasons[spec.Kind] = $"its configuration names {string.Join(", ", architectures.DefaultIfEmpty("no architecture"))}";
                head.Dispose();
            }
            else if (loader.FirstMissing(weights) is { } missing)
            {
                reasons[spec.Kind] = $"its weights lack '{missing}'";
                head.Dispose();
            }
            else
            {
                heads.Add(head);
            }
        }

        return new TaskHeads(heads.ToImmutable(), reasons);
    }

    private static IEnumerable<(string Name, Tensor Weight)> NamedParameters(TaskHead head) =>
        head.named_parameters().Select(pair => ($"heads.{head.Spec.Kind.Key}.{pair.name}", (Tensor)pair.parameter));
}
