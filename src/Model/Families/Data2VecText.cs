using AttnExtract.Model.Folders;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>data2vec for text; Baevski et al. 2022: RoBERTa under another prefix.</summary>
internal static class Data2VecText
{
    public const string Layers = Bert.Layers;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["data2vec-text"],
        Read = Read,
        Heads = Roberta.ReadHeads,
        Weights = () => WeightTable.Parse(["data2vec_text.", ""], Layers, Roberta.Heads),
    };

    public static StackSpec Read(ModelConfig config) => Roberta.Read(config);
}
