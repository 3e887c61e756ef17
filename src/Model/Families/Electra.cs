using System.Collections.Immutable;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>ELECTRA, discriminator and generator; Clark et al. 2020: BERT whose embeddings may have a width of their own.</summary>
internal static class Electra
{
    public const string Layers = Bert.Layers + "\n" + """
        embed.projection.*                    = {p}embeddings_project.*
        """;

    public const string Heads = """
        heads.masked_lm.steps.0.dense.*       = generator_predictions.dense.*
        heads.masked_lm.steps.0.norm.*        = generator_predictions.LayerNorm.*
        heads.masked_lm.output.*              = generator_lm_head.*
        heads.replaced_token.steps.0.dense.*  = discriminator_predictions.dense.*
        heads.replaced_token.output.*         = discriminator_predictions.dense_prediction.*
        heads.sequence_class.steps.0.dense.*  = classifier.dense.*
        heads.sequence_class.output.*         = classifier.out_proj.*
        ignore                                = discriminator_predictions.*
        ignore                                = generator_predictions.*
        ignore                                = generator_lm_head.*
        """ + "\n" + CommonHeads.Classes;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["electra"],
        Read = Read,
        Weights = () => WeightTable.Parse(["electra.", ""], Layers, Heads),
        Heads = ReadHeads,
    };

    public static StackSpec Read(ModelConfig config) => Bert.Read(config) with { EmbeddingSize = config.Count("embedding_size", 128) };

    /// <summary>Gelu is fixed in the library, but for the discriminator.</summary>
    public static ImmutableArray<HeadSpec> ReadHeads(ModelConfig config, StackSpec spec) =>
    [
        CommonHeads.Words(config, spec, Bert.WordStep(spec) with { Activation = Activation.Gelu }),
        new HeadSpec(HeadKind.ReplacedToken)
        {
            Steps = [new HeadStep(spec.HiddenSize, spec.Activation)],
            OutputSize = 1,
            Labels = ["replaced"],
            Scores = ScoreMeaning.EachOnItsOwn,
        },
        CommonHeads.SequenceClass(config, new HeadStep(spec.HiddenSize, Activation.Gelu)),
        CommonHeads.TokenClass(config),
        CommonHeads.Answer(),
    ];
}
