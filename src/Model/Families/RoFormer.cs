using AttnExtract.Model.Folders;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>RoFormer; Su et al. 2021: BERT that turns queries and keys instead of adding positions.</summary>
internal static class RoFormer
{
    public const string Layers = Bert.Layers + "\n" + """
        embed.projection.*                    = {p}embeddings_project.*
        ignore                                = {p}encoder.embed_positions.weight
        """;

    public const string Heads = Bert.Words + "\n" + Bert.Poolers + "\n" + """
        heads.sequence_class.steps.0.dense.*  = classifier.dense.*
        heads.sequence_class.output.*         = classifier.out_proj.*
        """ + "\n" + CommonHeads.Classes;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["roformer"],

        // Words come from jieba.
        TokenizerClass = "RoFormerTokenizer",
        Read = Read,
        Weights = () => WeightTable.Parse(["roformer.", ""], Layers, Heads),
        Heads = (config, spec) =>
        [
            CommonHeads.Words(config, spec, Bert.WordStep(spec)),
            CommonHeads.SequenceClass(config, new HeadStep(spec.HiddenSize, spec.Activation)),
            CommonHeads.TokenClass(config),
            CommonHeads.Answer(),
        ],
    };

    public static StackSpec Read(ModelConfig config) => Bert.Read(config) with
    {
        EmbeddingSize = config.Count("embedding_size", config.Int("hidden_size")),
        Positions = [new RotaryPositions(10000) { IsInterleaved = true, TurnsValues = config.Flag("rotary_value", false) }],

        // The library computes its table of sines once, in double precision, and rounds it.
        Rounding = new RoundingHabits { HasExactAngles = true },
    };
}
