using System.Collections.Immutable;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>BERT; Devlin et al. 2019, and everything that keeps its names.</summary>
internal static class Bert
{
    /// <summary>Tables of words, types and learned positions.</summary>
    public const string Tables = """
        embed.word.weight                     = {p}embeddings.word_embeddings.weight
        embed.type.weight                     = {p}embeddings.token_type_embeddings.weight
        positions.0.table.weight              = {p}embeddings.position_embeddings.weight
        ignore                                = {p}embeddings.position_ids
        ignore                                = {p}embeddings.token_type_ids
        """;

    /// <summary>The projections of every layer.</summary>
    public const string Projections = """
        layers.{l}.attention.query.*          = {p}encoder.layer.{l}.attention.self.query.*
        layers.{l}.attention.key.*            = {p}encoder.layer.{l}.attention.self.key.*
        layers.{l}.attention.value.*          = {p}encoder.layer.{l}.attention.self.value.*
        layers.{l}.attention.output.*         = {p}encoder.layer.{l}.attention.output.dense.*
        layers.{l}.mlp.input.*                = {p}encoder.layer.{l}.intermediate.dense.*
        layers.{l}.mlp.output.*               = {p}encoder.layer.{l}.output.dense.*
        """;

    /// <summary>Norms after embeddings, attention and feed-forward blocks.</summary>
    public const string Norms = """
        embed.norm.*                          = {p}embeddings.LayerNorm.*
        layers.{l}.norm_after_attention.*     = {p}encoder.layer.{l}.attention.output.LayerNorm.*
        layers.{l}.norm_after_mlp.*           = {p}encoder.layer.{l}.output.LayerNorm.*
        """;

    /// <summary>What other tasks put on top.</summary>
    public const string Heads = Words + "\n" + Poolers + "\n" + """
        heads.sequence_class.steps.0.dense.*  = {p}pooler.dense.*
        heads.sequence_class.output.*         = classifier.*

        """ + CommonHeads.Classes;

    /// <summary>Scores of words.</summary>
    public const string Words = """
        heads.masked_lm.steps.0.dense.*       = cls.predictions.transform.dense.*
        heads.masked_lm.steps.0.norm.*        = cls.predictions.transform.LayerNorm.*
        heads.masked_lm.output.weight         = cls.predictions.decoder.weight
        heads.masked_lm.output.bias           = cls.predictions.bias or cls.predictions.decoder.bias
        ignore                                = cls.*
        """;

    /// <summary>The pooler, and what is read from it alone.</summary>
    public const string Poolers = """
        heads.pooler.steps.0.dense.*          = {p}pooler.dense.*
        heads.next_sentence.steps.0.dense.*   = {p}pooler.dense.*
        heads.next_sentence.output.*          = cls.seq_relationship.*
        ignore                                = {p}pooler.*
        """;

    /// <summary>What the weights of the encoder are called.</summary>
    public const string Layers = Tables + "\n" + Projections + "\n" + Norms;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["bert"],
        Read = config => Read(config),
        Weights = () => WeightTable.Parse(["bert.", ""], Layers, Heads),
        Heads = ReadHeads,
    };

    /// <summary>Reads the fields that BERT and its descendants share.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="epsilon">What is added under the root of norms where the configuration does not say.</param>
    /// <param name="types">How many token types there are where the configuration does not say.</param>
    public static StackSpec Read(ModelConfig config, double epsilon = 1e-12, int types = 2)
    {
        config.RequireOnly("position_embedding_type", "\"absolute\"");
        return ReadBlocks(config, epsilon, types);
    }

    /// <summary>The same, with rotary positions instead of learned ones.</summary>
    /// <inheritdoc cref="Read"/>
    /// <param name="config">The configuration.</param>
    /// <param name="theta">The base of the angles where the configuration does not say.</param>
    /// <param name="epsilon">What is added under the root of norms where the configuration does not say.</param>
    /// <param name="types">How many token types there are where the configuration does not say.</param>
    public static StackSpec ReadRotary(ModelConfig config, double theta, double epsilon = 1e-12, int types = 2)
    {
        config.RequireOnly("position_embedding_type", "\"rope\"", "\"rotary\"", "\"absolute\"");
        return ReadBlocks(config, epsilon, types) with { Positions = [RotaryOptions.Read(config, theta)] };
    }

    private static StackSpec ReadBlocks(ModelConfig config, double epsilon, int types)
    {
        Unsupported.Refuse(config);
        int positions = config.Int("max_position_embeddings");
        NormSpec norm = config.Norm("layer_norm_eps", epsilon);
        return new StackSpec
        {
            VocabularySize = config.Int("vocab_size"),
            TokenTypeCount = config.Int("type_vocab_size", types),
            Positions = [new LearnedPositions(positions)],
            MaximumLength = positions,
            EmbeddingNorm = norm,
            HiddenSize = config.Int("hidden_size"),
            LayerCount = config.Count("num_hidden_layers"),
            HeadCount = config.Count("num_attention_heads"),
            NormAfterAttention = norm,
            IntermediateSize = config.Int("intermediate_size"),
            Activation = config.Activation("hidden_act", "gelu"),
            NormAfterMlp = norm,
        };
    }

    /// <summary>The heads that BERT and its descendants share.</summary>
    public static ImmutableArray<HeadSpec> ReadHeads(ModelConfig config, StackSpec spec) =>
    [
        CommonHeads.Words(config, spec, WordStep(spec)),
        CommonHeads.Pooler(spec),
        CommonHeads.NextSentence(spec),
        CommonHeads.SequenceClass(config, CommonHeads.PoolerStep(spec)),
        CommonHeads.TokenClass(config),
        CommonHeads.Answer(),
    ];

    /// <summary>What happens before words are scored: as wide as their embeddings, with the layers' non-linearity and norm.</summary>
    public static HeadStep WordStep(StackSpec spec) => new(spec.EmbeddingSize, spec.Activation, spec.NormAfterMlp ?? spec.FinalNorm);
}
