using AttnExtract.Model.Weights;

namespace AttnExtract.Model.Families;

/// <summary>RemBERT; Chung et al. 2021: BERT with narrow input embeddings, always projected.</summary>
internal static class RemBert
{
    public static Family Family { get; } = new()
    {
        ModelTypes = ["rembert"],
        Read = config => Bert.Read(config) with { EmbeddingSize = config.Int("input_embedding_size", 256), ProjectsEmbeddings = true },
        Weights = WeightTable.Parse(["rembert.", ""], Bert.Tables, Bert.Projections, Bert.Norms, Bert.Heads, """
            embed.projection.*                    = {p}encoder.embedding_hidden_mapping_in.*
            """),
    };
}
