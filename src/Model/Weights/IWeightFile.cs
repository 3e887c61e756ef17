using System.Collections.Immutable;

namespace AttnExtract.Model.Weights;

/// <summary>A file of named tensors, of whatever format: a checkpoint, or one of its shards.</summary>
public interface IWeightFile : IDisposable
{
    /// <summary>The path that was opened.</summary>
    string Path { get; }

    /// <summary>The tensors by name, in the order of the file.</summary>
    IReadOnlyDictionary<string, StoredTensor> Tensors { get; }

    /// <summary>What was done to find the tensors in it, if it is worth knowing.</summary>
    ImmutableArray<string> Remarks => [];
}
