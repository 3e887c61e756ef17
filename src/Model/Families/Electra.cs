using AttnExtract.Model.Weights;

namespace AttnExtract.Model.Families;

/// <summary>ELECTRA, discriminator and generator; Clark et al. 2020: BERT whose embeddings may have a width of their own.</summary>
internal static class Electra
{
    public static Family Family { get; } = new()
    {
        ModelTypes = ["electra"],
        Read = config => Bert.Read(config) with { EmbeddingSize = config.Int("embedding_size", 128) },
        Weights = WeightTable.Parse(["electra.", ""], Bert.Tables, Bert.Projections, Bert.Norms, """
            embed.projection.*                    = {p}embeddings_project.*
            ignore                                = discriminator_predictions.*
            ignore                                = generator_predictions.*
            ignore                                = generator_lm_head.*
            ignore                                = classifier.*
            ignore                                = qa_outputs.*
            """),
    };
}
