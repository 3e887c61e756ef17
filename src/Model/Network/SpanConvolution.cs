using AttnExtract.Model.Specs;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>
/// A convolution whose kernel is made anew at each token, from its query and its neighbours; Jiang et al. 2020, section 3.2. It is a module
/// of its own because it is no attention: it has no scores, looks no further than its kernel, and its weights are no map.
/// </summary>
internal sealed class SpanConvolution : nn.Module<Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "depthwise")]
    private readonly ChannelConvolution _depthwise;

    [ComponentName(Name = "pointwise")]
    private readonly Projection _pointwise;

    [ComponentName(Name = "kernel")]
    private readonly Projection _kernel;

    [ComponentName(Name = "value")]
    private readonly Projection _value;

    private readonly int _size;
    private readonly int _heads;

    /// <summary>Reserves the weights.</summary>
    public SpanConvolution(SpanConvolutionSpec spec, StackSpec stack, ScalarType type)
        : base(nameof(SpanConvolution))
    {
        (_size, _heads) = (spec.KernelSize, stack.HeadCount);
        int width = stack.HeadCount * stack.HeadSize;
        _depthwise = new ChannelConvolution(stack.HiddenSize, spec.KernelSize, type);
        _pointwise = new Projection(stack.HiddenSize, width, type);
        _kernel = new Projection(width, stack.HeadCount * spec.KernelSize, type);
        _value = new Projection(stack.HiddenSize, width, type);
    }

    /// <summary>What the layer reads, [batch, token, hidden], and its queries, [batch, token, head × head size], to the shape of the queries.</summary>
    public override Tensor forward(Tensor input, Tensor queries)
    {
        Tensor spans = _pointwise.call(_depthwise.call(input)); // [batch, token, head × head size]
        Tensor kernels = nn.functional.softmax(_kernel.call(spans * queries).unflatten(2, _heads, _size), -1); // [batch, token, head, tap]
        Tensor values = _value.call(input).unflatten(2, _heads, -1); // [batch, token, head, head size]
        long length = values.shape[1];
        Tensor margin = NewTensor.Zeros([values.shape[0], _size / 2, .. values.shape[2..]], values); // [batch, half a kernel, head, head size]
        Tensor wide = cat([margin, values, margin], 1); // [batch, token and margins, head, head size]
        Tensor sum = zeros_like(values); // [batch, token, head, head size]
        for (int tap = 0; tap < _size; tap++)
        {
            sum = sum.Plus(kernels.narrow(3, tap, 1) * wide.narrow(1, tap, length)); // [batch, token, head, head size]
        }

        return sum.flatten(2); // [batch, token, head × head size]
    }

    // Each channel with a kernel of its own.
    private sealed class ChannelConvolution : nn.Module<Tensor, Tensor>
    {
        [ComponentName(Name = "weight")]
        private readonly Parameter _weight;

        public ChannelConvolution(int width, int size, ScalarType type)
            : base(nameof(ChannelConvolution))
        {
            _weight = NewTensor.Weight(type, width, 1, size); // [channel, 1, tap]
        }

        public override Tensor forward(Tensor input) => _weight.Use(
            weight => AlongTokens.Convolve(input, weight, null, groups: weight.shape[0])); // [batch, token, channel]
    }
}
