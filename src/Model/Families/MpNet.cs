using AttnExtract.Model.Folders;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>MPNet; Song et al. 2020: RoBERTa's positions, a bucketed bias of relative ones, and no token types.</summary>
internal static class MpNet
{
    // Fixed in the library, whatever the configuration says.
    private const int PaddingId = 1;
    private const int BucketCount = 32;
    private const int MaximumDistance = 128;

    public const string Layers = Bert.Tables + "\n" + """
        embed.norm.*                          = {p}embeddings.LayerNorm.*
        positions.1.table.weight              = {p}encoder.relative_attention_bias.weight
        layers.{l}.attention.query.*          = {p}encoder.layer.{l}.attention.attn.q.*
        layers.{l}.attention.key.*            = {p}encoder.layer.{l}.attention.attn.k.*
        layers.{l}.attention.value.*          = {p}encoder.layer.{l}.attention.attn.v.*
        layers.{l}.attention.output.*         = {p}encoder.layer.{l}.attention.attn.o.*
        layers.{l}.norm_after_attention.*     = {p}encoder.layer.{l}.attention.LayerNorm.*
        layers.{l}.mlp.input.*                = {p}encoder.layer.{l}.intermediate.dense.*
        layers.{l}.mlp.output.*               = {p}encoder.layer.{l}.output.dense.*
        layers.{l}.norm_after_mlp.*           = {p}encoder.layer.{l}.output.LayerNorm.*
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["mpnet"],
        Read = Read,
        Heads = Roberta.ReadHeads,
        Weights = () => WeightTable.Parse(["mpnet.", ""], Layers, Roberta.Heads),
    };

    public static StackSpec Read(ModelConfig config)
    {
        int rows = config.Int("max_position_embeddings");
        return Bert.Read(config) with
        {
            TokenTypeCount = 0,
            Positions =
            [
                new LearnedPositions(rows) { PaddingId = PaddingId },
                new BucketedBias(BucketCount, MaximumDistance) { RowCount = config.Count("relative_attention_num_buckets", BucketCount) },
            ],
            MaximumLength = rows - PaddingId - 1,
        };
    }
}
