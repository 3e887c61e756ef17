using AttnExtract.Model.Folders;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>umT5; Chung et al. 2023: T5 with a bias of its own in every layer.</summary>
internal static class Umt5
{
    public const string Layers = T5.EncoderBlocks + "\n" + T5.DecoderBlocks + "\n" + """
        positions.{l}.table.weight            = encoder.block.{l}.layer.0.SelfAttention.relative_attention_bias.weight
        decoder.positions.{l}.table.weight    = decoder.block.{l}.layer.0.SelfAttention.relative_attention_bias.weight
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["umt5"],
        Read = Read,
        ReadDecoder = (config, encoder) => T5.Decoder(config, encoder) is { } decoder
            ? (WithBiases(decoder, T5.Bias(config) with { OnlyLooksBack = true }), Bart.Start(config))
            : null,
        Weights = () => WeightTable.Parse([""], Layers, T5.Heads),
        Heads = (config, decoder) => T5.Words(config, decoder, isScaled: true),
    };

    public static StackSpec Read(ModelConfig config) => WithBiases(T5.Read(config, "gated-gelu"), T5.Bias(config));

    private static StackSpec WithBiases(StackSpec stack, BucketedBias bias) =>
        stack with { Positions = [.. Enumerable.Range(0, stack.LayerCount).Select(layer => bias with { Layers = [layer] })] };
}
