using AttnExtract.Model.Folders;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>BigBird; Zaheer et al. 2020, as far as it attends to everything: BERT for texts that fill no more than a few of its blocks.</summary>
internal static class BigBird
{
    public const string Layers = Bert.Layers;

    public const string Heads = Bert.Words + "\n" + """
        heads.pooler.steps.0.dense.*          = {p}pooler.*
        heads.next_sentence.steps.0.dense.*   = {p}pooler.*
        heads.next_sentence.output.*          = cls.seq_relationship.*
        heads.sequence_class.steps.0.dense.*  = classifier.dense.*
        heads.sequence_class.output.*         = classifier.out_proj.*
        heads.token_class.output.*            = classifier.*
        ignore                                = {p}pooler.*
        ignore                                = classifier.*
        ignore                                = qa_classifier.*
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["big_bird"],
        Read = Read,
        Weights = () => WeightTable.Parse(["bert.", ""], Layers, Heads),
        Heads = (config, spec) =>
        [
            CommonHeads.Words(config, spec, Bert.WordStep(spec)),
            CommonHeads.Pooler(spec),
            CommonHeads.NextSentence(spec),
            CommonHeads.SequenceClass(config, new HeadStep(spec.HiddenSize, spec.Activation)),
            CommonHeads.TokenClass(config),
        ],
    };

    public static StackSpec Read(ModelConfig config)
    {
        config.RequireOnly("attention_type", "\"original_full\"", "\"block_sparse\"");
        StackSpec spec = Bert.Read(config);
        return spec with
        {
            WordScale = config.Flag("rescale_embeddings", false) ? Math.Sqrt(spec.HiddenSize) : 1,
            ReadsTypes = false,
            MaximumLength = config.Text("attention_type", "block_sparse") == "original_full"
                ? spec.MaximumLength
                : Math.Min(spec.MaximumLength, LongestInFull(config)),
            Activation = Activation.Named(config.Text("hidden_act", "gelu_new")),
            Biases = config.Flag("use_bias", true) ? BiasSlots.All : BiasSlots.All & ~(BiasSlots.Query | BiasSlots.Key | BiasSlots.Value),
        };
    }

    // What is sparse in longer texts is full up to here: the library changes over by itself.
    private static int LongestInFull(ModelConfig config) =>
        (5 + (2 * config.Count("num_random_blocks", 3))) * config.Count("block_size", 64);
}
