using AttnExtract.Model.Folders;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>ConvBERT; Jiang et al. 2020: ELECTRA, half of whose heads are a convolution with kernels made from the text.</summary>
internal static class ConvBert
{
    public const string Layers = Electra.Layers + "\n" + """
        layers.{l}.attention.convolution.depthwise.weight = {p}encoder.layer.{l}.attention.self.key_conv_attn_layer.depthwise.weight
        layers.{l}.attention.convolution.pointwise.weight = {p}encoder.layer.{l}.attention.self.key_conv_attn_layer.pointwise.weight | squeeze
        layers.{l}.attention.convolution.pointwise.bias   = {p}encoder.layer.{l}.attention.self.key_conv_attn_layer.bias | column
        layers.{l}.attention.convolution.kernel.*         = {p}encoder.layer.{l}.attention.self.conv_kernel_layer.*
        layers.{l}.attention.convolution.value.*          = {p}encoder.layer.{l}.attention.self.conv_out_layer.*
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["convbert"],
        Read = Read,
        Weights = () => WeightTable.Parse(["convbert.", ""], Layers, Electra.Heads),
        Heads = (config, spec) =>
        [
            .. Electra.ReadHeads(config, spec)
                .Where(head => head.Kind != HeadKind.ReplacedToken)
                .Select(head => head.Kind == HeadKind.SequenceClass ? head with { Steps = [new HeadStep(spec.HiddenSize, spec.Activation)] } : head),
        ],
    };

    public static StackSpec Read(ModelConfig config)
    {
        config.RequireOnly("num_groups", "1");
        StackSpec spec = Bert.Read(config);
        int heads = Math.Max(1, spec.HeadCount / config.Count("head_ratio", 2));
        return spec with
        {
            EmbeddingSize = config.Int("embedding_size", 768),
            HeadCount = heads,

            // Attention has one half of a layer's width, the convolution the other.
            HeadSize = spec.HiddenSize / heads / 2,
            SpanConvolution = new SpanConvolutionSpec(config.Count("conv_kernel_size", 9)),
        };
    }
}
