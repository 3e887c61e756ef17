using System.Text.Json;
using AttnExtract.Ground;

namespace AttnExtract.Model.Weights;

/// <summary>The index of a checkpoint in several files: which shard holds which tensor.</summary>
internal static class ShardIndex
{
    private const string MapName = "weight_map";
    private const long MaxSize = 100_000_000;

    /// <summary>Opens an index and all its shards.</summary>
    /// <param name="path">The index.</param>
    /// <param name="openShard">Opens one shard.</param>
    /// <exception cref="AttnExtractException">The index is damaged, leads out of its folder, or disagrees with its shards.</exception>
    public static Checkpoint Open(string path, Func<string, IWeightFile> openShard)
    {
        OrderedDictionary<string, string> shardOf = Read(path);
        string folder = Path.GetDirectoryName(path)!;
        List<IWeightFile> shards = [];
        try
        {
            foreach (string name in Names(shardOf))
            {
                string shard = Path.Combine(folder, name);
                shards.Add(File.Exists(shard)
                    ? openShard(shard)
                    : throw new AttnExtractException($"'{path}' names the shard '{name}', which is not in its folder."));
            }

            return new Checkpoint(Collect(path, shardOf, shards), shards);
        }
        catch
        {
            shards.ForEach(shard => shard.Dispose());
            throw;
        }
    }

    /// <summary>The names of the shards that an index leads to, all in its own folder, there or not.</summary>
    /// <param name="path">The index.</param>
    /// <exception cref="AttnExtractException">The index is damaged or leads out of its folder.</exception>
    public static IEnumerable<string> ShardsOf(string path) => Names(Read(path));

    private static IEnumerable<string> Names(OrderedDictionary<string, string> shardOf) =>
        shardOf.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static OrderedDictionary<string, string> Read(string path)
    {
        using FileStream stream = InputFile.Open(path);
        if (stream.Length > MaxSize)
        {
            throw new AttnExtractException($"'{path}' has {stream.Length} bytes; an index of shards has at most {MaxSize}.");
        }

        byte[] json = new byte[stream.Length];
        stream.ReadExactly(json);
        OrderedDictionary<string, string> shardOf =
            StrictJson.Read($"'{path}'", json, (ref Utf8JsonReader reader) => ReadMap(ref reader, path));
        foreach ((string tensor, string shard) in shardOf)
        {
            // What a plain name is must not depend on the system that reads it.
            if (!PortableName.Is(shard))
            {
                throw new AttnExtractException(
                    $"'{path}' says that tensor '{tensor}' is in '{shard}', which is not the plain name of a file in the same folder.");
            }
        }

        return shardOf;
    }

    private static OrderedDictionary<string, string> ReadMap(ref Utf8JsonReader reader, string path)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new AttnExtractException(
                $"'{path}' must be an object with '{MapName}', but it is {StrictJson.Describe(reader.TokenType)}.");
        }

        OrderedDictionary<string, string>? map = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            if (name != MapName)
            {
                reader.Skip();
                continue;
            }

            map = map is null
                ? StrictJson.ReadTexts(ref reader, $"'{MapName}' of '{path}'")
                : throw new AttnExtractException($"'{path}' has '{MapName}' twice.");
        }

        return map is { Count: > 0 } ? map : throw new AttnExtractException(
            $"'{path}' names no tensors: its '{MapName}' is missing or empty.");
    }

    // Tensors that the index does not name are kept too: the loader's report is the place to say that nobody wants them.
    private static OrderedDictionary<string, StoredTensor> Collect(
        string path, OrderedDictionary<string, string> shardOf, List<IWeightFile> shards)
    {
        OrderedDictionary<string, StoredTensor> tensors = new(StringComparer.Ordinal);
        foreach (IWeightFile shard in shards)
        {
            string shardName = Path.GetFileName(shard.Path);
            foreach (StoredTensor tensor in shard.Tensors.Values)
            {
                bool indexed = shardOf.TryGetValue(tensor.Name, out string? wanted);
                if ((!indexed || wanted == shardName) && !tensors.TryAdd(tensor.Name, tensor))
                {
                    throw new AttnExtractException(
                        $"Tensor '{tensor.Name}' is in both '{tensors[tensor.Name].File}' and '{shard.Path}', and '{path}' does not say "
                        + "which one counts.");
                }
            }
        }

        foreach ((string name, string shard) in shardOf)
        {
            if (!tensors.ContainsKey(name))
            {
                throw new AttnExtractException($"'{path}' says that tensor '{name}' is in '{shard}', but it is not there.");
            }
        }

        return tensors;
    }
}
