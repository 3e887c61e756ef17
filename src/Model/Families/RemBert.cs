using System.Collections.Immutable;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>RemBERT; Chung et al. 2021: BERT with narrow input embeddings, always projected.</summary>
internal static class RemBert
{
    public const string Layers = Bert.Layers + "\n" + """
        embed.projection.*                    = {p}encoder.embedding_hidden_mapping_in.*
        """;

    public const string Heads = Bert.Poolers + "\n" + """
        heads.masked_lm.steps.0.dense.*       = cls.predictions.dense.*
        heads.masked_lm.steps.0.norm.*        = cls.predictions.LayerNorm.*
        heads.masked_lm.output.*              = cls.predictions.decoder.*
        heads.sequence_class.steps.0.dense.*  = {p}pooler.dense.*
        heads.sequence_class.output.*         = classifier.*
        ignore                                = cls.*
        """ + "\n" + CommonHeads.Classes;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["rembert"],
        Read = Read,
        Weights = () => WeightTable.Parse(["rembert.", ""], Layers, Heads),
        Heads = ReadHeads,
    };

    public static StackSpec Read(ModelConfig config) => Bert.Read(config) with
    {
        EmbeddingSize = config.Count("input_embedding_size", 256),
        ProjectsEmbeddings = true,
    };

    /// <summary>Words are scored by a table of their own, whatever the configuration says of tying.</summary>
    public static ImmutableArray<HeadSpec> ReadHeads(ModelConfig config, StackSpec spec) =>
    [
        CommonHeads.Words(config, spec, Bert.WordStep(spec) with { Width = config.Count("output_embedding_size", 1664) }) with { IsTied = false },
        .. Bert.ReadHeads(config, spec).Where(head => head.Kind != HeadKind.MaskedLanguageModel),
    ];
}
