using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>ERNIE; Sun et al. 2020: BERT with a table of tasks.</summary>
internal static class Ernie
{
    public static Family Family { get; } = new()
    {
        ModelTypes = ["ernie"],
        Read = config => Bert.Read(config) with
        {
            TaskTypeCount = config.Flag("use_task_id", false) ? config.Int("task_type_vocab_size", 3) : 0,
        },
        Heads = Bert.ReadHeads,
        Weights = () => WeightTable.Parse(["ernie.", ""], Bert.Tables, Bert.Projections, Bert.Norms, Bert.Heads, """
            embed.task.weight                     = {p}embeddings.task_type_embeddings.weight
            """),
    };
}
