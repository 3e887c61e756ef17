using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>data2vec for text; Baevski et al. 2022: RoBERTa under another prefix.</summary>
internal static class Data2VecText
{
    public static Family Family { get; } = new()
    {
        ModelTypes = ["data2vec-text"],
        Read = config => Roberta.Read(config),
        Heads = Roberta.ReadHeads,
        Weights = () => WeightTable.Parse(["data2vec_text.", ""], Bert.Tables, Bert.Projections, Bert.Norms, Roberta.Heads),
    };
}
