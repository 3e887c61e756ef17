using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AttnExtract.Ground;

namespace AttnExtract.Model.Weights;

/// <summary>All the weights of a model folder, whatever files they lie in, by the names under which they are stored.</summary>
public sealed class Checkpoint : IDisposable
{
    private readonly IReadOnlyList<IDisposable> _open;

    internal Checkpoint(IReadOnlyDictionary<string, StoredTensor> tensors, IReadOnlyList<IWeightFile> files)
    {
        Tensors = tensors;
        Files = [.. files.Select(file => file.Path).Order(StringComparer.Ordinal)];
        Remarks = [.. files.SelectMany(file => file.Remarks).Distinct()];
        _open = files;
    }

    /// <summary>The tensors by name; of several files, one file after the other in ordinal order.</summary>
    public IReadOnlyDictionary<string, StoredTensor> Tensors { get; }

    /// <summary>The paths of the files that hold the weights, in ordinal order.</summary>
    public ImmutableArray<string> Files { get; }

    /// <summary>What was done to find the tensors in the files, if it is worth knowing.</summary>
    public ImmutableArray<string> Remarks { get; }

    /// <summary>Finds and opens the weights of a model folder: the first of <see cref="CheckpointFormat.All"/> that is there.</summary>
    /// <param name="folder">A folder as the Hugging Face libraries write it.</param>
    /// <exception cref="AttnExtractException">There are none, a shard is missing, or a file breaks its format.</exception>
    public static Checkpoint Open(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new AttnExtractException($"There is no folder '{folder}'.");
        }

        foreach (CheckpointFormat format in CheckpointFormat.All)
        {
            string path = Path.Combine(folder, format.FileName);
            if (File.Exists(path))
            {
                return format.Open(path);
            }
        }

        string wanted = string.Join(", ", CheckpointFormat.All.Select(format => format.FileName));
        IEnumerable<string?> present = Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        string found = string.Join(", ", present.DefaultIfEmpty("nothing"));
        throw new AttnExtractException($"There are no weights in '{folder}': looked for {wanted}; the folder holds {found}.");
    }

    /// <summary>
    /// SHA-256 of the weight file in lower-case hexadecimal; of several shards, the SHA-256 of their hashes' concatenated
    /// hexadecimal text, in the order of <see cref="Files"/>. An index file does not count.
    /// </summary>
    public string Sha256()
    {
        string[] hashes = [.. Files.Select(Sha256)];
        return hashes.Length == 1 ? hashes[0] : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(hashes))));
    }

    /// <summary>Closes the files; the tensors can no longer be read.</summary>
    public void Dispose()
    {
        foreach (IDisposable file in _open)
        {
            file.Dispose();
        }
    }

    private static string Sha256(string path)
    {
        using FileStream stream = InputFile.Open(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
