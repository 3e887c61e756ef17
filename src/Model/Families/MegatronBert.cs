using AttnExtract.Model.Folders;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>Megatron BERT; Shoeybi et al. 2019, section 5.3: BERT with norms before its blocks and none of its embeddings.</summary>
internal static class MegatronBert
{
    public const string Layers = Bert.Tables + "\n" + Bert.Projections + "\n" + """
        layers.{l}.norm_before_attention.*    = {p}encoder.layer.{l}.attention.ln.*
        layers.{l}.norm_before_mlp.*          = {p}encoder.layer.{l}.ln.*
        final.norm.*                          = {p}encoder.ln.*
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["megatron-bert"],
        Read = Read,
        Heads = Bert.ReadHeads,
        Weights = () => WeightTable.Parse(["bert.", ""], Layers, Bert.Heads),
    };

    public static StackSpec Read(ModelConfig config) => Bert.Read(config).WithNormsFirst() with { EmbeddingNorm = null };
}
