using System.Runtime.InteropServices;
using AttnExtract.Model.Weights;
using AttnExtract.Model.Weights.Safetensors;

namespace AttnExtract.Bench;

/// <summary>A BERT-base-size model folder with random weights: 12 layers × 12 heads, hidden size 768.</summary>
internal sealed class RandomModel : IDisposable
{
    private const int Hidden = 768;
    private const int Intermediate = 3072;
    private const int Layers = 12;
    private const int Vocabulary = 30522;
    private const int Positions = 512;

    public RandomModel(string tokenizerFolder)
    {
        Folder = Directory.CreateTempSubdirectory("attn-bench-").FullName;
        File.Copy(Path.Combine(tokenizerFolder, "tokenizer.json"), Path.Combine(Folder, "tokenizer.json"));
        File.WriteAllText(Path.Combine(Folder, "config.json"), $$"""
            {
              "model_type": "bert", "vocab_size": {{Vocabulary}}, "hidden_size": {{Hidden}}, "num_hidden_layers": {{Layers}},
              "num_attention_heads": 12, "intermediate_size": {{Intermediate}}, "hidden_act": "gelu",
              "max_position_embeddings": {{Positions}}, "type_vocab_size": 2, "layer_norm_eps": 1e-12
            }
            """);
        SafetensorsWriter writer = new();
        foreach ((string name, long[] shape) in Tensors())
        {
            writer.Add(name, ElementType.F16, shape, RandomHalves(shape.Aggregate(1L, (product, length) => product * length)));
        }

        using FileStream file = File.Create(Path.Combine(Folder, "model.safetensors"));
        writer.WriteTo(file);
    }

    public string Folder { get; }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static IEnumerable<(string Name, long[] Shape)> Tensors()
    {
        yield return ("embeddings.word_embeddings.weight", [Vocabulary, Hidden]);
        yield return ("embeddings.position_embeddings.weight", [Positions, Hidden]);
        yield return ("embeddings.token_type_embeddings.weight", [2, Hidden]);
        IEnumerable<(string Name, long[] Shape)> rest = Norm("embeddings.LayerNorm");
        for (int layer = 0; layer < Layers; layer++)
        {
            string prefix = $"encoder.layer.{layer}.";
            rest = rest
                .Concat(Linear(prefix + "attention.self.query", Hidden, Hidden))
                .Concat(Linear(prefix + "attention.self.key", Hidden, Hidden))
                .Concat(Linear(prefix + "attention.self.value", Hidden, Hidden))
                .Concat(Linear(prefix + "attention.output.dense", Hidden, Hidden))
                .Concat(Norm(prefix + "attention.output.LayerNorm"))
                .Concat(Linear(prefix + "intermediate.dense", Intermediate, Hidden))
                .Concat(Linear(prefix + "output.dense", Hidden, Intermediate))
                .Concat(Norm(prefix + "output.LayerNorm"));
        }

        foreach ((string Name, long[] Shape) tensor in rest)
        {
            yield return tensor;
        }
    }

    private static IEnumerable<(string Name, long[] Shape)> Linear(string name, int outputs, int inputs) =>
        [(name + ".weight", [outputs, inputs]), (name + ".bias", [outputs])];

    private static IEnumerable<(string Name, long[] Shape)> Norm(string name) => [(name + ".weight", [Hidden]), (name + ".bias", [Hidden])];

    // Uniform with the standard deviation 0.02 of BERT's initialisation; the same at every run.
    private static ReadOnlyMemory<byte> RandomHalves(long count)
    {
        Random random = new(7);
        Half[] values = new Half[count];
        for (long i = 0; i < count; i++)
        {
            values[i] = (Half)((random.NextSingle() - 0.5f) * 0.0693f);
        }

        return MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }
}
