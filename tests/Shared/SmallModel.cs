using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AttnExtract.Testing;

/// <summary>
/// Model folders of random numbers that a test makes for itself, so that it may name their sizes and labels: three layers of four heads under the
/// names of BERT, ALBERT or GPT-2, and a vocabulary of a few words and every letter.
/// </summary>
internal static class SmallModel
{
    public const int LayerCount = 3;
    public const int HeadCount = 4;
    public const int HiddenSize = 32;

    private const int IntermediateSize = 64;
    private const int EmbeddingSize = 16;
    private const int Positions = 80;
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>The words of the vocabulary, each at its id.</summary>
    public static IReadOnlyList<string> Words { get; } =
    [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", .. Letters.Select(letter => $"{letter}"), .. Letters.Select(letter => $"##{letter}"),
        .. ".,?!'-".Select(mark => $"{mark}"), "the", "cat", "sat", "on", "mat", "quick", "brown", "fox", "sees", "lazy", "dog",
    ];

    /// <summary>The classes of those with a head for them.</summary>
    public static IReadOnlyList<string> Labels { get; } = ["negative", "neutral", "positive"];

    /// <summary>A BERT.</summary>
    /// <param name="folder">Where to make it; it need not be there.</param>
    /// <param name="architecture">Which says what its head is for.</param>
    /// <param name="change">Changes its configuration after its weights were made.</param>
    /// <returns>The folder.</returns>
    public static string MakeBert(string folder, string architecture = "BertForMaskedLM", Action<JsonObject>? change = null)
    {
        JsonObject config = new()
        {
            ["model_type"] = "bert",
            ["architectures"] = new JsonArray(architecture),
            ["vocab_size"] = Words.Count,
            ["hidden_size"] = HiddenSize,
            ["num_hidden_layers"] = LayerCount,
            ["num_attention_heads"] = HeadCount,
            ["intermediate_size"] = IntermediateSize,
            ["max_position_embeddings"] = Positions,
            ["type_vocab_size"] = 2,
            ["hidden_act"] = "gelu",
            ["layer_norm_eps"] = 1e-12,
            ["id2label"] = new JsonObject(Labels.Index().Select(label => KeyValuePair.Create<string, JsonNode?>($"{label.Index}", label.Item))),
        };
        return Make(folder, config, change, [.. BertEncoder(), .. BertHead(architecture)]);
    }

    /// <summary>An ALBERT, whose layers share one set of weights.</summary>
    /// <inheritdoc cref="MakeBert"/>
    public static string MakeAlbert(string folder)
    {
        JsonObject config = new()
        {
            ["model_type"] = "albert",
            ["architectures"] = new JsonArray("AlbertModel"),
            ["vocab_size"] = Words.Count,
            ["embedding_size"] = EmbeddingSize,
            ["hidden_size"] = HiddenSize,
            ["num_hidden_layers"] = LayerCount,
            ["num_attention_heads"] = HeadCount,
            ["intermediate_size"] = IntermediateSize,
            ["max_position_embeddings"] = Positions,
            ["type_vocab_size"] = 2,
        };
        return Make(folder, config, null, Albert());
    }

    /// <summary>A GPT-2, which reads forwards only.</summary>
    /// <inheritdoc cref="MakeBert"/>
    public static string MakeGpt2(string folder)
    {
        JsonObject config = new()
        {
            ["model_type"] = "gpt2",
            ["architectures"] = new JsonArray("GPT2LMHeadModel"),
            ["vocab_size"] = Words.Count,
            ["n_embd"] = HiddenSize,
            ["n_layer"] = LayerCount,
            ["n_head"] = HeadCount,
            ["n_positions"] = Positions,
        };
        return Make(folder, config, null, Gpt2());
    }

    private static string Make(string folder, JsonObject config, Action<JsonObject>? change, IEnumerable<(string Name, int[] Shape)> tensors)
    {
        Directory.CreateDirectory(folder);
        change?.Invoke(config);
        File.WriteAllText(Path.Combine(folder, "config.json"), config.ToJsonString());
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), Words);
        WriteWeights(Path.Combine(folder, "model.safetensors"), tensors);
        return folder;
    }

    private static IEnumerable<(string Name, int[] Shape)> BertEncoder() =>
    [
        .. Tables("bert.embeddings.", HiddenSize),
        .. Enumerable.Range(0, LayerCount).SelectMany(layer => Layer(
            $"bert.encoder.layer.{layer}.",
            "attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense", "attention.output.LayerNorm",
            "intermediate.dense", "output.dense", "output.LayerNorm")),
    ];

    private static IEnumerable<(string Name, int[] Shape)> BertHead(string architecture) => architecture switch
    {
        "BertForMaskedLM" =>
        [
            .. Dense("cls.predictions.transform.dense", HiddenSize, HiddenSize), .. Norm("cls.predictions.transform.LayerNorm", HiddenSize),
            ("cls.predictions.bias", [Words.Count]),
        ],
        "BertForSequenceClassification" =>
            [.. Dense("bert.pooler.dense", HiddenSize, HiddenSize), .. Dense("classifier", Labels.Count, HiddenSize)],
        "BertForTokenClassification" => Dense("classifier", Labels.Count, HiddenSize),
        "BertForQuestionAnswering" => Dense("qa_outputs", 2, HiddenSize),
        _ => Dense("bert.pooler.dense", HiddenSize, HiddenSize),
    };

    private static IEnumerable<(string Name, int[] Shape)> Albert() =>
    [
        .. Tables("albert.embeddings.", EmbeddingSize),
        .. Dense("albert.encoder.embedding_hidden_mapping_in", HiddenSize, EmbeddingSize),
        .. Layer(
            "albert.encoder.albert_layer_groups.0.albert_layers.0.",
            "attention.query", "attention.key", "attention.value", "attention.dense", "attention.LayerNorm", "ffn", "ffn_output", "full_layer_layer_norm"),
    ];

    // Its maps are stored input by output.
    private static IEnumerable<(string Name, int[] Shape)> Gpt2() =>
    [
        ("transformer.wte.weight", [Words.Count, HiddenSize]),
        ("transformer.wpe.weight", [Positions, HiddenSize]),
        .. Enumerable.Range(0, LayerCount).Select(layer => $"transformer.h.{layer}.").SelectMany(layer => (IEnumerable<(string, int[])>)
        [
            .. Norm(layer + "ln_1", HiddenSize),
            (layer + "attn.c_attn.weight", [HiddenSize, 3 * HiddenSize]), (layer + "attn.c_attn.bias", [3 * HiddenSize]),
            (layer + "attn.c_proj.weight", [HiddenSize, HiddenSize]), (layer + "attn.c_proj.bias", [HiddenSize]),
            .. Norm(layer + "ln_2", HiddenSize),
            (layer + "mlp.c_fc.weight", [HiddenSize, 4 * HiddenSize]), (layer + "mlp.c_fc.bias", [4 * HiddenSize]),
            (layer + "mlp.c_proj.weight", [4 * HiddenSize, HiddenSize]), (layer + "mlp.c_proj.bias", [HiddenSize]),
        ]),
        .. Norm("transformer.ln_f", HiddenSize),
    ];

    private static IEnumerable<(string Name, int[] Shape)> Tables(string prefix, int width) =>
    [
        (prefix + "word_embeddings.weight", [Words.Count, width]),
        (prefix + "position_embeddings.weight", [Positions, width]),
        (prefix + "token_type_embeddings.weight", [2, width]),
        .. Norm(prefix + "LayerNorm", width),
    ];

    private static IEnumerable<(string Name, int[] Shape)> Layer(
        string prefix, string query, string key, string value, string output, string norm, string widen, string narrow, string lastNorm) =>
    [
        .. new[] { query, key, value, output }.SelectMany(name => Dense(prefix + name, HiddenSize, HiddenSize)),
        .. Norm(prefix + norm, HiddenSize),
        .. Dense(prefix + widen, IntermediateSize, HiddenSize),
        .. Dense(prefix + narrow, HiddenSize, IntermediateSize),
        .. Norm(prefix + lastNorm, HiddenSize),
    ];

    private static (string Name, int[] Shape)[] Dense(string name, int rows, int columns) => [(name + ".weight", [rows, columns]), (name + ".bias", [rows])];

    private static (string Name, int[] Shape)[] Norm(string name, int width) => [(name + ".weight", [width]), (name + ".bias", [width])];

    // Spread so that attention is neither uniform nor one-hot; what scales a norm lies around 1.
    private static void WriteWeights(string path, IEnumerable<(string Name, int[] Shape)> tensors)
    {
        Random random = new(7);
        JsonObject header = [];
        using MemoryStream data = new();
        foreach ((string name, int[] shape) in tensors)
        {
            int start = (int)data.Length;
            double middle = shape.Length == 1 && name.EndsWith(".weight", StringComparison.Ordinal) ? 1 : 0;
            for (int i = shape.Aggregate(1, (product, size) => product * size); i > 0; i--)
            {
                data.Write(BitConverter.GetBytes((float)(middle + ((random.NextDouble() - 0.5) * 0.8))));
            }

            header[name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = JsonSerializer.SerializeToNode(shape),
                ["data_offsets"] = new JsonArray(start, (int)data.Length),
            };
        }

        byte[] head = Encoding.UTF8.GetBytes(header.ToJsonString());
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)head.Length), .. head, .. data.ToArray()]);
    }
}
