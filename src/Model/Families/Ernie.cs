using AttnExtract.Model.Folders;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>ERNIE; Sun et al. 2020: BERT with a table of tasks.</summary>
internal static class Ernie
{
    public const string Layers = Bert.Layers + "\n" + """
        embed.task.weight                     = {p}embeddings.task_type_embeddings.weight
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["ernie"],
        Read = Read,
        Heads = Bert.ReadHeads,
        Weights = () => WeightTable.Parse(["ernie.", ""], Layers, Bert.Heads),
    };

    public static StackSpec Read(ModelConfig config) => Bert.Read(config) with
    {
        TaskTypeCount = config.Flag("use_task_id", false) ? config.Count("task_type_vocab_size", 3) : 0,
    };
}
