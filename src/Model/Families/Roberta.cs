using AttnExtract.Model.Positions;
using AttnExtract.Model.Weights;

namespace AttnExtract.Model.Families;

/// <summary>RoBERTa; Liu et al. 2019, and its multilingual and French siblings: BERT whose positions count from the padding id.</summary>
internal static class Roberta
{
    /// <summary>What other tasks put on top.</summary>
    public const string Heads = """
        ignore                                = {p}pooler.*
        ignore                                = lm_head.*
        ignore                                = classifier.*
        ignore                                = qa_outputs.*
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["roberta", "xlm-roberta", "camembert"],
        Read = Read,
        Weights = WeightTable.Parse(["roberta.", ""], Bert.Tables, Bert.Projections, Bert.Norms, Heads),
    };

    /// <summary>Reads the fields that RoBERTa and its descendants share.</summary>
    public static EncoderSpec Read(ModelConfig config)
    {
        int rows = config.Int("max_position_embeddings");
        int padding = config.Int("pad_token_id", 1);
        return Bert.Read(config) with
        {
            Positions = [new LearnedPositions(rows) { PaddingId = padding }],
            MaximumLength = rows - padding - 1,
        };
    }
}
