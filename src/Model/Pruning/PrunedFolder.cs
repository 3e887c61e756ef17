using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AttnExtract.Ground;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights;
using AttnExtract.Model.Weights.Safetensors;

namespace AttnExtract.Model.Pruning;

/// <summary>
/// Writes a model folder with fewer heads, as transformers 4 wrote and read it: rows of the query, key and value projections and
/// columns of the output projection are gone, and <c>pruned_heads</c> of the configuration says which; Michel et al. 2019.
/// </summary>
public static class PrunedFolder
{
    private const string WeightsFile = "model.safetensors";

    // What else holds the weights as they were, of whatever library.
    private static readonly string[] WeightExtensions = [".safetensors", ".bin", ".h5", ".msgpack", ".ot", ".onnx", ".gguf", ".pt"];
    private static readonly string[] WeightFolders = ["onnx", "openvino"];

    /// <summary>Writes it.</summary>
    /// <param name="source">The model folder as it is.</param>
    /// <param name="heads">The 0-based layers and heads that go.</param>
    /// <param name="target">The new folder.</param>
    /// <param name="keepsShape">
    /// Whether heads stay and are silenced: their columns of the output projection become 0, and the configuration stays as it is.
    /// </param>
    /// <exception cref="AttnExtractException">A head is not there, or the model is such that heads cannot go; the message says why.</exception>
    public static void Write(PretrainedFolder source, IReadOnlyCollection<(int Layer, int Head)> heads, FolderDraft target, bool keepsShape)
    {
        StackSpec spec = source.Spec;
        Require(spec, source.Name, heads, keepsShape);
        using Checkpoint checkpoint = Checkpoint.Open(source.Path);
        Dictionary<StoredTensor, TensorCut> cuts = HeadCuts.Of(
            new WeightLoader(checkpoint, source.Family.Weights(), source.Structure, source.Path), spec, heads, keepsShape);

        CopyOthers(new DirectoryInfo(source.Path), target, "", [.. checkpoint.Files.Select(Path.GetFileName)!]);
        if (!keepsShape)
        {
            WriteConfiguration(source.Config, target, spec, heads);
        }

        WriteWeights(checkpoint, cuts, target);
    }

    /// <summary>Refuses heads that cannot go.</summary>
    /// <param name="spec">The model's structure.</param>
    /// <param name="model">Its name, for the message.</param>
    /// <param name="heads">The heads.</param>
    /// <param name="keepsShape">Whether they are silenced instead.</param>
    /// <exception cref="AttnExtractException">They cannot; the message says why, and what can be done instead.</exception>
    public static void Require(StackSpec spec, string model, IReadOnlyCollection<(int Layer, int Head)> heads, bool keepsShape)
    {
        if (spec.LayerGroupCount < spec.LayerCount)
        {
            throw new AttnExtractException(
                $"No head of {model} can be cut out of one layer alone: its {spec.LayerCount} layers share weights "
                + $"({spec.LayerGroupCount} for all of them). Switch heads off in a run instead, such as --ablate 3.5=zero.");
        }

        if (!keepsShape && spec.WhyHeadsStay is { } reason)
        {
            throw new AttnExtractException(
                $"No head of {model} can be cut out: {reason}. Keep the shape and set its columns of the output projection to 0 with --keep-shape.");
        }

        foreach ((int layer, int head) in heads)
        {
            spec.RequireHead(layer, head, model);
        }

        if (heads.Count == 0)
        {
            throw new AttnExtractException($"No head was chosen that {model} still has; attn inspect shows which it has.");
        }
    }

    private static void WriteWeights(Checkpoint checkpoint, Dictionary<StoredTensor, TensorCut> cuts, FolderDraft target)
    {
        SafetensorsWriter writer = new();
        writer.AddMetadata("format", "pt"); // transformers refuses a file that does not say so
        foreach (StoredTensor tensor in checkpoint.Tensors.Values)
        {
            TensorCut? cut = cuts.GetValueOrDefault(tensor);
            long[] shape = cut?.ShapeOf(tensor) ?? [.. tensor.Shape];
            writer.Add(tensor.Name, tensor.ElementType, shape, stream =>
            {
                if (cut is null)
                {
                    tensor.WriteTo(stream, 0, tensor.Count);
                }
                else
                {
                    cut.Write(tensor, stream);
                }
            });
        }

        target.Write(WeightsFile, writer.WriteTo);
    }

    private static void WriteConfiguration(ModelConfig config, FolderDraft target, StackSpec spec, IEnumerable<(int Layer, int Head)> heads)
    {
        JsonObject root = config.ToJson();
        IEnumerable<(int Layer, int Head)> gone = spec.PrunedHeads.SelectMany(layer => layer.Value.Select(head => (layer.Key, head)));
        JsonObject pruned = [];
        foreach (IGrouping<int, int> layer in gone.Concat(heads).Distinct().Order().GroupBy(head => head.Item1, head => head.Item2))
        {
            pruned[layer.Key.ToString(CultureInfo.InvariantCulture)] = new JsonArray([.. layer.Select(head => JsonValue.Create(head))]);
        }

        root[ModelConfig.PrunedHeadsKey] = pruned;
        target.Write(ModelConfig.FileName, file =>
        {
            using (Utf8JsonWriter json = new(file, ReadableJson.Indented))
            {
                root.WriteTo(json);
            }

            file.WriteByte((byte)'\n');
        });
    }

    // Tokenizer, pooling, licence: whatever is no copy of the weights, and has an end.
    private static void CopyOthers(DirectoryInfo source, FolderDraft target, string within, ImmutableArray<string> weightFiles)
    {
        bool isRoot = within.Length == 0;
        foreach (FileInfo file in source.EnumerateFiles())
        {
            if ((!isRoot || !IsOfWeights(file.Name, weightFiles)) && !LinuxFile.IsStream(file.FullName))
            {
                target.Write(Path.Join(within, file.Name), content => InputFile.Copy(file.FullName, content));
            }
        }

        foreach (DirectoryInfo folder in source.EnumerateDirectories())
        {
            if (!folder.Name.StartsWith('.') && !(isRoot && WeightFolders.Contains(folder.Name)))
            {
                CopyOthers(folder, target, Path.Join(within, folder.Name), weightFiles);
            }
        }
    }

    private static bool IsOfWeights(string name, ImmutableArray<string> weightFiles) =>
        weightFiles.Contains(name)
        || WeightExtensions.Contains(Path.GetExtension(name))
        || name.EndsWith(CheckpointFormat.IndexEnding, StringComparison.Ordinal);
}
