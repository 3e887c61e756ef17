using AttnExtract.Model.Specs;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>
/// What lies between the stream that passes from layer to layer and the narrower blocks of a layer; Sun et al. 2020, section 3. It is a module
/// of its own because the stream has another width inside a layer than between layers.
/// </summary>
internal abstract class Bottleneck(string name) : nn.Module(name)
{
    /// <summary>Reserves the weights; a layer without a bottleneck gets one that passes everything on.</summary>
    public static Bottleneck Create(StackSpec spec, ScalarType type) =>
        spec.Bottleneck is { } narrow ? new Narrow(narrow, spec, type) : new Open();

    /// <summary>What enters a layer, as its blocks add to it: [batch, token, hidden] to [batch, token, block].</summary>
    public abstract Tensor Enter(Tensor input);

    /// <summary>The feed-forward blocks before the last: [batch, token, block] to the same.</summary>
    public abstract Tensor Deepen(Tensor mid);

    /// <summary>What the last block leaves, and what entered the layer: [batch, token, block] and [batch, token, hidden] to the latter.</summary>
    public abstract Tensor Leave(Tensor inside, Tensor input);

    private sealed class Open() : Bottleneck(nameof(Open))
    {
        public override Tensor Enter(Tensor input) => input;

        public override Tensor Deepen(Tensor mid) => mid;

        public override Tensor Leave(Tensor inside, Tensor input) => inside;
    }

    private sealed class Narrow : Bottleneck
    {
        [ComponentName(Name = "narrowing")]
        private readonly NormedProjection _narrowing;

        [ComponentName(Name = "blocks")]
        private readonly ModuleList<Block> _blocks;

        [ComponentName(Name = "widening")]
        private readonly NormedProjection _widening;

        public Narrow(BottleneckSpec spec, StackSpec stack, ScalarType type)
            : base(nameof(Narrow))
        {
            _narrowing = new NormedProjection(stack.HiddenSize, spec.Size, spec.Norm, stack.Rounding, type);
            _blocks = new([.. Enumerable.Range(0, spec.BlockCount).Select(_ => new Block(spec, stack, type))]);
            _widening = new NormedProjection(spec.Size, stack.HiddenSize, spec.Norm, stack.Rounding, type);
        }

        public override Tensor Enter(Tensor input) => _narrowing.call(input, null);

        public override Tensor Deepen(Tensor mid) => _blocks.Aggregate(mid, (state, block) => block.call(state));

        public override Tensor Leave(Tensor inside, Tensor input) => _widening.call(inside, input);
    }

    private sealed class Block(BottleneckSpec spec, StackSpec stack, ScalarType type) : nn.Module<Tensor, Tensor>(nameof(Block))
    {
        [ComponentName(Name = "input")]
        private readonly Projection _input = new(spec.Size, stack.IntermediateSize, type);

        [ComponentName(Name = "output")]
        private readonly NormedProjection _output = new(stack.IntermediateSize, spec.Size, spec.Norm, stack.Rounding, type);

        public override Tensor forward(Tensor state) => _output.call(stack.Activation.Apply(_input.call(state)), state);
    }
}
