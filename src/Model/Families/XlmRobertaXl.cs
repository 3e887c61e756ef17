using AttnExtract.Model.Folders;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>XLM-R XL and XXL; Goyal et al. 2021: RoBERTa with norms before its blocks and none of its embeddings.</summary>
internal static class XlmRobertaXl
{
    public const string Layers = Bert.Tables + "\n" + Bert.Projections + "\n" + """
        layers.{l}.norm_before_attention.*    = {p}encoder.layer.{l}.attention.self_attn_layer_norm.*
        layers.{l}.norm_before_mlp.*          = {p}encoder.layer.{l}.LayerNorm.*
        final.norm.*                          = {p}encoder.LayerNorm.*
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["xlm-roberta-xl"],
        Read = Read,
        Heads = Roberta.ReadHeads,
        Weights = () => WeightTable.Parse(["roberta.", ""], Layers, Roberta.Heads),
    };

    public static StackSpec Read(ModelConfig config) =>
        Roberta.Read(config, epsilon: 1e-5, types: 1).WithNormsFirst() with { EmbeddingNorm = null };
}
