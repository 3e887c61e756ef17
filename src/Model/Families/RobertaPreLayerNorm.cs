using AttnExtract.Model.Folders;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>RoBERTa with norms before its blocks, as fairseq's <c>--encoder-normalize-before</c> trains it; Ott et al. 2019.</summary>
internal static class RobertaPreLayerNorm
{
    public const string Layers = Bert.Tables + "\n" + Bert.Projections + "\n" + """
        embed.norm.*                          = {p}embeddings.LayerNorm.*
        layers.{l}.norm_before_attention.*    = {p}encoder.layer.{l}.attention.LayerNorm.*
        layers.{l}.norm_before_mlp.*          = {p}encoder.layer.{l}.intermediate.LayerNorm.*
        final.norm.*                          = {p}LayerNorm.*
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["roberta-prelayernorm"],
        Read = Read,
        Heads = Roberta.ReadHeads,
        Weights = () => WeightTable.Parse(["roberta_prelayernorm.", ""], Layers, Roberta.Heads),
    };

    public static StackSpec Read(ModelConfig config) => Roberta.Read(config).WithNormsFirst();
}
