using AttnExtract.Model.Folders;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>SqueezeBERT; Iandola et al. 2020: BERT whose projections join the parts of a vector in groups.</summary>
internal static class SqueezeBert
{
    public const string Layers = Bert.Tables + "\n" + """
        embed.norm.*                          = {p}embeddings.LayerNorm.*
        layers.{l}.attention.query.*          = {p}encoder.layers.{l}.attention.query.* | squeeze
        layers.{l}.attention.key.*            = {p}encoder.layers.{l}.attention.key.* | squeeze
        layers.{l}.attention.value.*          = {p}encoder.layers.{l}.attention.value.* | squeeze
        layers.{l}.attention.output.*         = {p}encoder.layers.{l}.post_attention.conv1d.* | squeeze
        layers.{l}.norm_after_attention.*     = {p}encoder.layers.{l}.post_attention.layernorm.*
        layers.{l}.mlp.input.*                = {p}encoder.layers.{l}.intermediate.conv1d.* | squeeze
        layers.{l}.mlp.output.*               = {p}encoder.layers.{l}.output.conv1d.* | squeeze
        layers.{l}.norm_after_mlp.*           = {p}encoder.layers.{l}.output.layernorm.*
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["squeezebert"],
        Read = Read,
        Weights = () => WeightTable.Parse(["transformer.", ""], Layers, Bert.Heads),
        Heads = Bert.ReadHeads,
    };

    public static StackSpec Read(ModelConfig config)
    {
        config.RequireOnly("post_attention_groups", "1");
        config.RequireOnly("embedding_size", $"{config.Int("hidden_size")}");
        return Bert.Read(config) with
        {
            Groups = new ProjectionGroups
            {
                Query = config.Count("q_groups", 4),
                Key = config.Count("k_groups", 4),
                Value = config.Count("v_groups", 4),
                MlpInput = config.Count("intermediate_groups", 4),
                MlpOutput = config.Count("output_groups", 4),
            },
        };
    }
}
