using AttnExtract.Model.Folders;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>MobileBERT; Sun et al. 2020: BERT with bottlenecks around its blocks, several feed-forward blocks, and scales in place of norms.</summary>
internal static class MobileBert
{
    public const string Layers = Bert.Tables + "\n" + Bert.Projections + "\n" + Bert.Norms + "\n" + """
        embed.word_projection.*               = {p}embeddings.embedding_transformation.*
        layers.{l}.attention.narrowing.dense.*  = {p}encoder.layer.{l}.bottleneck.attention.dense.*
        layers.{l}.attention.narrowing.norm.* = {p}encoder.layer.{l}.bottleneck.attention.LayerNorm.*
        layers.{l}.bottleneck.narrowing.dense.* = {p}encoder.layer.{l}.bottleneck.input.dense.*
        layers.{l}.bottleneck.narrowing.norm.*  = {p}encoder.layer.{l}.bottleneck.input.LayerNorm.*
        layers.{l}.bottleneck.blocks.{b}.input.*  = {p}encoder.layer.{l}.ffn.{b}.intermediate.dense.*
        layers.{l}.bottleneck.blocks.{b}.output.dense.* = {p}encoder.layer.{l}.ffn.{b}.output.dense.*
        layers.{l}.bottleneck.blocks.{b}.output.norm.* = {p}encoder.layer.{l}.ffn.{b}.output.LayerNorm.*
        layers.{l}.bottleneck.widening.dense.*  = {p}encoder.layer.{l}.output.bottleneck.dense.*
        layers.{l}.bottleneck.widening.norm.*   = {p}encoder.layer.{l}.output.bottleneck.LayerNorm.*
        """;

    public const string Heads = Bert.Heads + "\n" + """
        heads.masked_lm.output.more           = cls.predictions.dense.weight
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["mobilebert"],
        Read = Read,
        Weights = () => WeightTable.Parse(["mobilebert.", ""], Layers, Heads),
        Heads = (config, spec) =>
        [
            .. Bert.ReadHeads(config, spec).Select(head => head.Kind != HeadKind.MaskedLanguageModel ? head : head with
            {
                Steps = [new HeadStep(spec.HiddenSize, spec.Activation, spec.NormAfterMlp! with { OnlyShifts = false })],
                ExtendsTable = true,
            }),
        ],
    };

    public static StackSpec Read(ModelConfig config)
    {
        config.RequireOnly("use_bottleneck", "true");
        config.RequireOnly("key_query_shared_bottleneck", "true");
        config.RequireOnly("use_bottleneck_attention", "false");
        config.RequireOnly("trigram_input", "true");
        config.RequireOnly("classifier_activation", "true");
        config.RequireOnly("normalization_type", "\"no_norm\"");
        StackSpec spec = Bert.Read(config);
        NormSpec scale = spec.NormAfterMlp! with { OnlyShifts = true };
        int size = config.Int("intra_bottleneck_size", 128);
        return spec with
        {
            WordProjection = new WordProjectionSpec(config.Int("embedding_size", 128)) { HasBias = true, JoinsNeighbours = true },
            EmbeddingNorm = scale,
            HeadSize = size / spec.HeadCount,
            Bottleneck = new BottleneckSpec(size, config.Count("num_feedforward_networks", 4) - 1, scale),
            NormAfterAttention = scale,
            Activation = Activation.Named(config.Text("hidden_act", "relu")),
            NormAfterMlp = scale,
        };
    }
}
