using System.Collections.Immutable;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Network;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>DeBERTa; He et al. 2021: BERT whose distances take part in attention as keys and queries of their own.</summary>
internal static class Deberta
{
    /// <summary>What both versions call the same.</summary>
    public const string Blocks = Bert.Norms + "\n" + """
        embed.word.weight                     = {p}embeddings.word_embeddings.weight
        embed.type.weight                     = {p}embeddings.token_type_embeddings.weight
        positions.0.table.weight              = {p}encoder.rel_embeddings.weight
        positions.1.table.weight              = {p}embeddings.position_embeddings.weight
        layers.{l}.attention.output.*         = {p}encoder.layer.{l}.attention.output.dense.*
        layers.{l}.mlp.input.*                = {p}encoder.layer.{l}.intermediate.dense.*
        layers.{l}.mlp.output.*               = {p}encoder.layer.{l}.output.dense.*
        ignore                                = {p}embeddings.position_ids
        ignore                                = {p}embeddings.position_embeddings.weight
        """;

    public const string Heads = Bert.Words + "\n" + """
        heads.sequence_class.steps.0.dense.*  = pooler.dense.*
        heads.sequence_class.output.*         = classifier.*
        ignore                                = pooler.*
        ignore                                = lm_predictions.*
        ignore                                = mask_predictions.*
        ignore                                = lm_head.*
        """ + "\n" + CommonHeads.Classes;

    public const string Layers = Blocks + "\n" + """
        layers.{l}.attention.query.weight     = {p}encoder.layer.{l}.attention.self.in_proj.weight | heads 0/3
        layers.{l}.attention.key.weight       = {p}encoder.layer.{l}.attention.self.in_proj.weight | heads 1/3
        layers.{l}.attention.value.weight     = {p}encoder.layer.{l}.attention.self.in_proj.weight | heads 2/3
        layers.{l}.attention.query.bias       = {p}encoder.layer.{l}.attention.self.q_bias
        layers.{l}.attention.value.bias       = {p}encoder.layer.{l}.attention.self.v_bias
        positions.0.key.{l}.weight            = {p}encoder.layer.{l}.attention.self.pos_proj.weight
        positions.0.query.{l}.*               = {p}encoder.layer.{l}.attention.self.pos_q_proj.*
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["deberta"],
        Read = Read,
        Weights = () => WeightTable.Parse(["deberta.", ""], Layers, Heads),
        Heads = ReadHeads,
    };

    /// <summary>Reads the fields that both versions share.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="relative">What distances do; which of their parts take part is read here.</param>
    public static StackSpec Read(ModelConfig config, DisentangledPositions relative)
    {
        config.RequireValue("relative_attention", "true", absent: "false");
        config.RequireOnlyIn("pos_att_type", "c2p", "p2c");
        ImmutableArray<string> parts = config.Texts("pos_att_type");
        StackSpec spec = Bert.Read(config, 1e-7);
        int positions = spec.MaximumLength;
        relative = relative with { IsKey = parts.Contains("c2p"), IsQuery = parts.Contains("p2c") };
        config.RequireOnly("embedding_size", $"{spec.HiddenSize}");
        return spec with
        {
            TokenTypeCount = config.Int("type_vocab_size", 0),
            Positions = config.Flag("position_biased_input", true) ? [relative, new LearnedPositions(positions)] : [relative],
            ZeroesPadding = true,
            ScoreScale = 1 / Math.Sqrt(spec.HeadSize * (1 + parts.Length)),
        };
    }

    /// <summary>The largest distance that both versions know: the number of positions unless the configuration says.</summary>
    public static int MaximumDistance(ModelConfig config) =>
        config.Int("max_relative_positions", -1) is >= 1 and int most ? most : config.Int("max_position_embeddings");

    public static StackSpec Read(ModelConfig config)
    {
        config.RequireOnly("talking_head", "false");
        return Read(config, new DisentangledPositions(MaximumDistance(config)) { HasKeyBias = false }) with
        {
            Biases = BiasSlots.All & ~BiasSlots.Key,
        };
    }

    /// <summary>The heads of both versions.</summary>
    public static ImmutableArray<HeadSpec> ReadHeads(ModelConfig config, StackSpec spec) =>
    [
        // The newer kind of this head goes by names that older files use for weights that were left over from their training.
        .. config.Flag("legacy", true) ? [CommonHeads.Words(config, spec, Bert.WordStep(spec))] : (HeadSpec[])[],
        CommonHeads.SequenceClass(
            config,
            new HeadStep(config.Count("pooler_hidden_size", spec.HiddenSize), config.Activation("pooler_hidden_act", "gelu"))),
        CommonHeads.TokenClass(config),
        CommonHeads.Answer(),
    ];
}
