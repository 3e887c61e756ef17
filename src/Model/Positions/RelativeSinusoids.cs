using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model.Positions;

/// <summary>
/// Sines and cosines of the distance between two tokens, which take part in attention as keys of their own, and two vectors for whether
/// both are of one segment; Dai et al. 2019, section 3.3, and Yang et al. 2019, section 2.5.
/// </summary>
public sealed record RelativeSinusoids : PositionSpec
{
    private const double Base = 10000;

    /// <summary>The distance from which on all are as far; 0 or less for none.</summary>
    public int Longest { get; init; }

    private protected override string Words => $"relative sinusoids{(Longest > 0 ? $" up to distance {Longest}" : "")}, relative segments";

    internal override double CountOf(StackSpec spec) => (double)spec.LayerCount * spec.HiddenSize * spec.HeadCount * spec.HeadSize;

    internal override void Validate(StackSpec spec) =>
        StackSpec.Require(spec.HiddenSize % 2 == 0, $"hidden size {spec.HiddenSize} is odd, but half of a distance's numbers are sines");

    internal override PositionScheme Create(StackSpec spec, ScalarType type) => new Scheme(this, spec, type);

    private sealed class Scheme : PositionScheme
    {
        private readonly RelativeSinusoids _positions;
        private readonly StackSpec _spec;
        private readonly ModuleList<Layer> _layers;

        public Scheme(RelativeSinusoids positions, StackSpec spec, ScalarType type)
            : base(nameof(RelativeSinusoids))
        {
            (_positions, _spec) = (positions, spec);
            _layers = new([.. Enumerable.Range(0, spec.LayerCount).Select(_ => new Layer(spec, type))]);
            register_module("layers", _layers);
        }

        public override Tensor ScoreBias(Attention attention, Tensor query, Tensor key, StackPass pass)
        {
            Layer layer = _layers[attention.Layer];
            (Tensor table, Tensor row) = pass.Shared(this, () => Distances(pass, query.dtype)); // [row, hidden], [query, key]
            Tensor index = row.expand(query.shape[0], query.shape[1], -1, -1); // [batch, head, query, key]
            Tensor distances = attention.OfHeads(attention.SplitRows(layer.Distance.call(table)), 0); // [head, row, head size]
            Tensor ofDistance = Shifted(layer.DistanceBias).MatrixTimes(distances.transpose(-2, -1)).gather(-1, index); // [batch, head, query, key]
            Tensor ofKey = attention.OfHeads(Wide(layer.KeyBias), 0).unsqueeze(1).MatrixTimes(key.transpose(-2, -1)); // [batch, head, 1, key]
            Tensor segments = attention.OfHeads(Wide(layer.Segment), 1).permute(1, 2, 0); // [head, head size, same or not]
            Tensor ofSegment = Shifted(layer.SegmentBias).MatrixTimes(segments); // [batch, head, query, same or not]
            Tensor types = pass.Input.TypeIds; // [batch, token]
            Tensor differs = types.unsqueeze(2).ne(types.unsqueeze(1)).unsqueeze(1); // [batch, 1, query, key]
            Tensor bySegment = where(differs, ofSegment.narrow(3, 1, 1), ofSegment.narrow(3, 0, 1)); // [batch, head, query, key]
            return ofDistance.Plus(ofKey).Plus(bySegment).Times(_spec.ScoreScale); // [batch, head, query, key]

            Tensor Wide(Tensor weight) => weight.to(query.dtype);

            Tensor Shifted(Tensor bias) => query.Plus(attention.OfHeads(Wide(bias), 0).unsqueeze(1)); // [batch, head, query, head size]
        }

        // In single precision, as the library makes them. The first row is the key that is farthest ahead.
        private (Tensor Table, Tensor Row) Distances(StackPass pass, ScalarType type)
        {
            (int queries, int keys) = (pass.Length, pass.KeyCount);
            Tensor exponents = Arithmetic.Arange(0, _spec.HiddenSize, pass.Device, 2, ScalarType.Float32).DividedBy(_spec.HiddenSize); // [pair]
            Tensor frequencies = pow(Base, exponents).reciprocal(); // [pair]
            Tensor distances = Arithmetic.Arange(1 - queries, keys, pass.Device, type: ScalarType.Float32); // [row]
            distances = _positions.Longest > 0 ? distances.Within(-_positions.Longest, _positions.Longest) : distances; // [row]
            Tensor angles = distances.outer(frequencies); // [row, pair]
            Tensor table = cat([angles.sin(), angles.cos()], 1).to(type); // [row, hidden]
            return (table, RelativeDistance.Of(pass).Plus(queries - 1));
        }
    }

    private sealed class Layer : nn.Module
    {
        public Layer(StackSpec spec, ScalarType type)
            : base(nameof(Layer))
        {
            (int heads, int size) = (spec.HeadCount, spec.HeadSize);
            Distance = new Projection(spec.HiddenSize, heads * size, type, hasBias: false);
            register_module("distance", Distance);
            KeyBias = Reserve(heads, size);
            DistanceBias = Reserve(heads, size);
            SegmentBias = Reserve(heads, size);
            Segment = Reserve(2, heads, size);

            Parameter Reserve(params long[] shape) => NewTensor.Weight(type, shape);
        }

        /// <summary>Distances as keys: [head × head size, hidden].</summary>
        public Projection Distance { get; }

        /// <summary>What every query adds to itself where it meets keys: [head, head size].</summary>
        [field: ComponentName(Name = "key_bias")]
        public Parameter KeyBias { get; }

        /// <summary>What every query adds to itself where it meets distances: [head, head size].</summary>
        [field: ComponentName(Name = "distance_bias")]
        public Parameter DistanceBias { get; }

        /// <summary>What every query adds to itself where it meets segments: [head, head size].</summary>
        [field: ComponentName(Name = "segment_bias")]
        public Parameter SegmentBias { get; }

        /// <summary>The same segment, and another one: [2, head, head size].</summary>
        [field: ComponentName(Name = "segment")]
        public Parameter Segment { get; }
    }
}
