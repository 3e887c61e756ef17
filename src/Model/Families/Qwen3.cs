using AttnExtract.Model.Folders;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>Qwen 3; Yang et al. 2025: Qwen 2 without biases, whose heads norm their queries and keys.</summary>
internal static class Qwen3
{
    public const string Layers = EuroBert.Layers + "\n" + HeadNorms;

    /// <summary>The norms of queries and keys.</summary>
    public const string HeadNorms = """
        layers.{l}.attention.query_norm.*     = {p}layers.{l}.self_attn.q_norm.*
        layers.{l}.attention.key_norm.*       = {p}layers.{l}.self_attn.k_norm.*
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["qwen3"],
        ReadsForwards = true,
        Read = Read,
        Weights = () => WeightTable.Parse(Llama.Prefixes, Layers, Llama.Heads),
        Heads = (config, spec) => Llama.ReadHeads(config, spec),
    };

    public static StackSpec Read(ModelConfig config)
    {
        StackSpec spec = Qwen2.ReadWindows(config);
        return spec with { HeadSize = config.Count("head_dim", 128), QueryKeyNorm = spec.NormBeforeAttention };
    }
}
