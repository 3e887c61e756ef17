using System.Collections.Immutable;
using AttnExtract.Model.Weights.PyTorch;
using AttnExtract.Model.Weights.Safetensors;

namespace AttnExtract.Model.Weights;

/// <summary>One way in which a model folder may keep its weights.</summary>
public sealed class CheckpointFormat
{
    /// <summary>How the name of a file ends that does not hold weights but says which files do.</summary>
    internal const string IndexEnding = ".index.json";

    private readonly Func<string, Checkpoint> _open;

    private CheckpointFormat(string fileName, Func<string, Checkpoint> open)
    {
        FileName = fileName;
        _open = open;
    }

    /// <summary>Every way, in the order in which a folder is searched, which is that of transformers.</summary>
    public static ImmutableArray<CheckpointFormat> All { get; } =
    [
        new("model.safetensors", path => Single(SafetensorsFile.Open(path))),
        new("model.safetensors" + IndexEnding, path => ShardIndex.Open(path, SafetensorsFile.Open)),
        new("pytorch_model.bin", path => Single(TorchFile.Open(path))),
        new("pytorch_model.bin" + IndexEnding, path => ShardIndex.Open(path, TorchFile.Open)),
    ];

    /// <summary>The file whose presence tells it: the weights, or the index of their shards.</summary>
    public string FileName { get; }

    internal Checkpoint Open(string path) => _open(path);

    private static Checkpoint Single(IWeightFile file) => new(file.Tensors, [file]);
}
