using System.Runtime.InteropServices;
using AttnExtract.Model;
using AttnExtract.Model.Weights;
using AttnExtract.Model.Weights.Safetensors;

namespace AttnExtract.Bench;

/// <summary>A model folder of BERT-base's size with random weights: 12 layers × 12 heads, hidden size 768.</summary>
internal sealed class RandomModel : IDisposable
{
    private const int Hidden = 768;
    private const int Intermediate = 3072;
    private const int Layers = 12;
    private const int Vocabulary = 30522;
    private const int Positions = 512;

    // With a gate its products are as many as those of BERT's feed-forward.
    private const int Gated = Intermediate * 2 / 3;

    private RandomModel(string config, IEnumerable<(string Name, long[] Shape)> tensors, bool isBFloat16 = false)
    {
        Folder = Directory.CreateTempSubdirectory("attn-bench-").FullName;
        File.Copy(Path.Combine(PretrainedModel.BundledFolder, "tokenizer.json"), Path.Combine(Folder, "tokenizer.json"));
        File.WriteAllText(Path.Combine(Folder, "config.json"), config);
        SafetensorsWriter writer = new();
        foreach ((string name, long[] shape) in tensors)
        {
            long count = shape.Aggregate(1L, (product, length) => product * length);
            Numbers += count;
            writer.Add(name, isBFloat16 ? ElementType.BF16 : ElementType.F16, shape, RandomHalves(count, isBFloat16));
        }

        using FileStream file = File.Create(Path.Combine(Folder, "model.safetensors"));
        writer.WriteTo(file);
    }

    public static RandomModel Bert() => new(
        $$"""
        {
          "model_type": "bert", "vocab_size": {{Vocabulary}}, "hidden_size": {{Hidden}}, "num_hidden_layers": {{Layers}},
          "num_attention_heads": 12, "intermediate_size": {{Intermediate}}, "hidden_act": "gelu",
          "max_position_embeddings": {{Positions}}, "type_vocab_size": 2, "layer_norm_eps": 1e-12
        }
        """,
        TensorsOfBert());

    /// <summary>Its attention and feed-forward take as many products as BERT's; it writes on, and never ends a text.</summary>
    /// <param name="isBFloat16">Whether its weights are kept in bfloat16, else in half precision.</param>
    public static RandomModel Llama(bool isBFloat16 = false) => new(
        $$"""
        {
          "model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": {{Vocabulary}}, "hidden_size": {{Hidden}},
          "num_hidden_layers": {{Layers}}, "num_attention_heads": 12, "num_key_value_heads": 12, "intermediate_size": {{Gated}}, "hidden_act": "silu",
          "max_position_embeddings": {{Positions}}, "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "tie_word_embeddings": true
        }
        """,
        TensorsOfLlama(),
        isBFloat16);

    public string Folder { get; }

    /// <summary>How many numbers its weights are.</summary>
    public long Numbers { get; }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static IEnumerable<(string Name, long[] Shape)> TensorsOfLlama()
    {
        yield return ("model.embed_tokens.weight", [Vocabulary, Hidden]);
        yield return ("model.norm.weight", [Hidden]);
        for (int layer = 0; layer < Layers; layer++)
        {
            string prefix = $"model.layers.{layer}.";
            yield return (prefix + "input_layernorm.weight", [Hidden]);
            yield return (prefix + "post_attention_layernorm.weight", [Hidden]);
            yield return (prefix + "self_attn.q_proj.weight", [Hidden, Hidden]);
            yield return (prefix + "self_attn.k_proj.weight", [Hidden, Hidden]);
            yield return (prefix + "self_attn.v_proj.weight", [Hidden, Hidden]);
            yield return (prefix + "self_attn.o_proj.weight", [Hidden, Hidden]);
            yield return (prefix + "mlp.gate_proj.weight", [Gated, Hidden]);
            yield return (prefix + "mlp.up_proj.weight", [Gated, Hidden]);
            yield return (prefix + "mlp.down_proj.weight", [Hidden, Gated]);
        }
    }

    private static IEnumerable<(string Name, long[] Shape)> TensorsOfBert()
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
    private static ReadOnlyMemory<byte> RandomHalves(long count, bool isBFloat16)
    {
        Random random = new(7);
        ushort[] values = new ushort[count];
        for (long i = 0; i < count; i++)
        {
            float value = (random.NextSingle() - 0.5f) * 0.0693f;
            values[i] = isBFloat16 ? (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16) : BitConverter.HalfToUInt16Bits((Half)value);
        }

        return MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }
}
