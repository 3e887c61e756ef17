using System.Collections.Immutable;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Network;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>RoBERTa; Liu et al. 2019, and its multilingual and French siblings: BERT whose positions count from the padding id.</summary>
internal static class Roberta
{
    /// <summary>What other tasks put on top.</summary>
    public const string Heads = """
        heads.masked_lm.steps.0.dense.*       = lm_head.dense.*
        heads.masked_lm.steps.0.norm.*        = lm_head.layer_norm.*
        heads.masked_lm.output.weight         = lm_head.decoder.weight
        heads.masked_lm.output.bias           = lm_head.bias or lm_head.decoder.bias
        heads.pooler.steps.0.dense.*          = {p}pooler.dense.*
        heads.sequence_class.steps.0.dense.*  = classifier.dense.*
        heads.sequence_class.output.*         = classifier.out_proj.*
        ignore                                = {p}pooler.*
        ignore                                = lm_head.*

        """ + CommonHeads.Classes;

    public const string Layers = Bert.Layers;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["roberta", "xlm-roberta", "camembert"],
        Read = config => Read(config),
        Weights = () => WeightTable.Parse(["roberta.", ""], Layers, Heads),
        Heads = ReadHeads,
    };

    /// <summary>Reads the fields that RoBERTa and its descendants share.</summary>
    /// <inheritdoc cref="Bert.Read"/>
    public static StackSpec Read(ModelConfig config, double epsilon = 1e-12, int types = 2)
    {
        int rows = config.Int("max_position_embeddings");
        int padding = config.Int("pad_token_id", 1);
        return Bert.Read(config, epsilon, types) with
        {
            Positions = [new LearnedPositions(rows) { PaddingId = padding }],
            MaximumLength = rows - padding - 1,
        };
    }

    /// <summary>The heads that RoBERTa and its descendants share. Their non-linearities are fixed in the library.</summary>
    public static ImmutableArray<HeadSpec> ReadHeads(ModelConfig config, StackSpec spec) =>
    [
        CommonHeads.Words(config, spec, Bert.WordStep(spec) with { Activation = Activation.Gelu }),
        CommonHeads.Pooler(spec),
        CommonHeads.SequenceClass(config, new HeadStep(spec.HiddenSize, Activation.Tanh)),
        CommonHeads.TokenClass(config),
        CommonHeads.Answer(),
    ];
}
