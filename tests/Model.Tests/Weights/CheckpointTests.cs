using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AttnExtract.Ground;
using AttnExtract.Model.Weights;
using AttnExtract.Model.Weights.Safetensors;
using AttnExtract.Testing;

namespace AttnExtract.Model.Tests.Weights;

public sealed class CheckpointTests : IDisposable
{
    private const string IndexName = "model.safetensors.index.json";

    private readonly TemporaryFolder _folder = new();

    private string IndexPath => _folder[IndexName];

    public static TheoryData<string> ReferenceFolders => [.. ReferenceData.Folders("families").Append(ReferenceData.BundledModel)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(ReferenceFolders))]
    public void Open_reads_every_tensor_of_a_model_folder(string folder)
    {
        using Checkpoint checkpoint = Checkpoint.Open(folder);

        Assert.NotEmpty(checkpoint.Tensors);
        foreach ((string name, StoredTensor tensor) in checkpoint.Tensors)
        {
            Assert.Equal(name, tensor.Name);
            Assert.Contains(tensor.File, checkpoint.Files);
            float[] values = new float[tensor.Count];
            tensor.CopyTo(values);
            Assert.All(values, value => Assert.True(float.IsFinite(value)));
        }

        JsonElement config = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "config.json"))).RootElement;
        long vocabulary = config.GetProperty("vocab_size").GetInt64();
        Assert.Contains(checkpoint.Tensors.Values, tensor => tensor.Shape.Length == 2 && tensor.Shape[0] == vocabulary);
    }

    [Theory]
    [MemberData(nameof(ReferenceFolders))]
    public void Sha256_is_that_of_the_file_or_of_the_hashes_of_the_shards(string folder)
    {
        IEnumerable<string> files = Directory.GetFiles(folder)
            .Where(path => Path.GetExtension(path) is ".safetensors" or ".bin" && Path.GetFileName(path) != "expected.safetensors");
        string[] hashes = [.. files.Order(StringComparer.Ordinal).Select(path => Hash(File.ReadAllBytes(path)))];

        using Checkpoint checkpoint = Checkpoint.Open(folder);

        Assert.Equal(hashes.Length == 1 ? hashes[0] : Hash(Encoding.ASCII.GetBytes(string.Concat(hashes))), checkpoint.Sha256());
    }

    [Fact]
    public void Open_says_what_it_looked_for_and_what_is_there()
    {
        string wanted = string.Join(", ", CheckpointFormat.All.Select(format => format.FileName));
        Refuses($"There are no weights in '{_folder.Path}': looked for {wanted}; the folder holds nothing.");

        _folder.Write("vocab.txt", []);
        _folder.Write("config.json", []);
        Directory.CreateDirectory(_folder["1_Pooling"]);
        Refuses($"There are no weights in '{_folder.Path}': looked for {wanted}; the folder holds 1_Pooling, config.json, vocab.txt.");

        string missing = _folder["missing"];
        Assert.Equal($"There is no folder '{missing}'.", Assert.Throws<AttnExtractException>(() => Checkpoint.Open(missing)).Message);
    }

    [Fact]
    public void Open_prefers_the_single_file_to_the_index()
    {
        Shard("model.safetensors", "a");
        Index("not even JSON");

        using Checkpoint checkpoint = Checkpoint.Open(_folder.Path);

        Assert.Equal(["a"], checkpoint.Tensors.Keys);
        Assert.Equal([_folder["model.safetensors"]], checkpoint.Files);
    }

    [Fact]
    public void Open_gathers_the_shards_and_keeps_what_the_index_does_not_name()
    {
        Shard("2.safetensors", "b", "surplus");
        Shard("1.safetensors", "a", "b");
        Index("""{"metadata":{"total_size":8},"weight_map":{"b":"2.safetensors","a":"1.safetensors"}}""");

        using Checkpoint checkpoint = Checkpoint.Open(_folder.Path);

        Assert.Equal(["a", "b", "surplus"], checkpoint.Tensors.Keys);
        Assert.Equal(_folder["2.safetensors"], checkpoint.Tensors["b"].File);
        Assert.Equal([_folder["1.safetensors"], _folder["2.safetensors"]], checkpoint.Files);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../model.safetensors")]
    [InlineData("sub/model.safetensors")]
    [InlineData("..\\\\model.safetensors")]
    [InlineData("C:model.safetensors")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    public void Open_refuses_an_index_that_leads_out_of_its_folder(string shard)
    {
        Index($$"""{"weight_map": {"w": "{{shard}}" } }""");

        string name = shard.Replace("\\\\", "\\");
        Refuses($"'{IndexPath}' says that tensor 'w' is in '{name}', which is not the plain name of a file in the same folder.");
    }

    [Theory]
    [InlineData("{", "is not valid JSON: the mistake is on line 1, byte 2.")]
    [InlineData("", "is not valid JSON: the mistake is on line 1, byte 1.")]
    [InlineData("[]", "must be an object with 'weight_map', but it is a list.")]
    [InlineData("{}", "names no tensors: its 'weight_map' is missing or empty.")]
    [InlineData("""{"weight_map":{}}""", "names no tensors: its 'weight_map' is missing or empty.")]
    [InlineData("""{"weight_map":{},"weight_map":{}}""", "has 'weight_map' twice.")]
    [InlineData("""{"weight_map":{"a":"gone.safetensors"}}""", "names the shard 'gone.safetensors', which is not in its folder.")]
    [InlineData("""{"weight_map":{"b":"1.safetensors"}}""", "says that tensor 'b' is in '1.safetensors', but it is not there.")]
    public void Open_refuses_an_index_that_is_not_sound(string index, string what)
    {
        Shard("1.safetensors", "a");
        Index(index);

        Refuses($"'{IndexPath}' {what}");
    }

    [Theory]
    [InlineData("""{"weight_map":3}""", "must be an object that gives each name a text, but it is a number.")]
    [InlineData("""{"weight_map":{"a":3}}""", "must give each name a text, but 'a' has a number.")]
    [InlineData("""{"weight_map":{"a":"1.safetensors","a":"1.safetensors"}}""", "has the name 'a' twice.")]
    public void Open_refuses_a_map_that_is_not_sound(string index, string what)
    {
        Index(index);

        Refuses($"'weight_map' of '{IndexPath}' {what}");
    }

    [Fact]
    public void Open_refuses_shards_that_disagree_with_the_index()
    {
        Shard("1.safetensors", "a", "twice");
        Shard("2.safetensors", "b", "twice");
        Index("""{"weight_map":{"a":"1.safetensors","b":"2.safetensors"}}""");
        Refuses(
            $"Tensor 'twice' is in both '{_folder["1.safetensors"]}' and '{_folder["2.safetensors"]}', "
            + $"and '{IndexPath}' does not say which one counts.");

        Index("""{"weight_map":{"a":"2.safetensors","twice":"1.safetensors"}}""");
        Refuses($"'{IndexPath}' says that tensor 'a' is in '2.safetensors', but it is not there.");
    }

    [Fact]
    public void Open_gives_one_sentence_or_a_checkpoint_for_every_damaged_index()
    {
        Shard("1.safetensors", "a", "c");
        Shard("2.safetensors", "b");
        byte[] good = Encoding.UTF8.GetBytes(
            """{"metadata":{"total_size":8},"weight_map":{"a":"1.safetensors","b":"2.safetensors","c":"1.safetensors"}}""");

        foreach (byte[] damaged in Mutations.Of(good, Mutations.Count(usual: 1000), head: good.Length))
        {
            _folder.Write(IndexName, damaged);
            try
            {
                Checkpoint.Open(_folder.Path).Dispose();
            }
            catch (AttnExtractException exception)
            {
                Assert.EndsWith(".", exception.Message);
            }
        }
    }

    private static string Hash(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant();

    private void Refuses(string message) =>
        Assert.Equal(message, Assert.Throws<AttnExtractException>(() => Checkpoint.Open(_folder.Path).Dispose()).Message);

    private void Index(string json) => _folder.Write(IndexName, Encoding.UTF8.GetBytes(json));

    private void Shard(string name, params string[] tensors)
    {
        SafetensorsWriter writer = new();
        foreach (string tensor in tensors)
        {
            writer.Add(tensor, [1], new float[1]);
        }

        using FileStream stream = File.Create(_folder[name]);
        writer.WriteTo(stream);
    }
}
