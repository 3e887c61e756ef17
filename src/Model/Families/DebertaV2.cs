using AttnExtract.Model.Folders;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>DeBERTa v2 and v3; He et al. 2021 and 2023: distances in buckets, projected as tokens are, and at times a convolution.</summary>
internal static class DebertaV2
{
    public const string Layers = Deberta.Blocks + "\n" + """
        layers.{l}.attention.query.*          = {p}encoder.layer.{l}.attention.self.query_proj.*
        layers.{l}.attention.key.*            = {p}encoder.layer.{l}.attention.self.key_proj.*
        layers.{l}.attention.value.*          = {p}encoder.layer.{l}.attention.self.value_proj.*
        positions.0.norm.*                    = {p}encoder.LayerNorm.*
        positions.0.key.{l}.*                 = {p}encoder.layer.{l}.attention.self.pos_key_proj.*
        positions.0.query.{l}.*               = {p}encoder.layer.{l}.attention.self.pos_query_proj.*
        convolution.*                         = {p}encoder.conv.conv.*
        convolution.norm.*                    = {p}encoder.conv.LayerNorm.*
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["deberta-v2"],
        Read = Read,
        Heads = Deberta.ReadHeads,
        Weights = () => WeightTable.Parse(["deberta.", ""], Layers, Deberta.Heads),
    };

    public static StackSpec Read(ModelConfig config)
    {
        int heads = config.Count("num_attention_heads");
        int hidden = config.Int("hidden_size");
        config.RequireOnly("attention_head_size", $"{hidden / heads}");
        config.RequireOnlyIn("norm_rel_ebd", "none", "layer_norm");
        NormSpec norm = config.Norm("layer_norm_eps", 1e-7);
        int buckets = config.Int("position_buckets", -1);
        int distance = Deberta.MaximumDistance(config);
        int kernel = config.Int("conv_kernel_size", 0);
        return Deberta.Read(config, new DisentangledPositions(buckets > 0 ? buckets : distance)
        {
            MaximumDistance = buckets > 0 ? distance : null,
            SharesProjections = config.Flag("share_att_key", false),
            TableNorm = config.Texts("norm_rel_ebd").Contains("layer_norm") ? norm : null,
        }) with
        {
            Convolution = kernel <= 0 ? null : new ConvolutionSpec(
                kernel, config.Count("conv_groups", 1), config.Activation("conv_act", "tanh"), norm),
        };
    }
}
