using AttnExtract.Model.Layers;
using static TorchSharp.torch;

namespace AttnExtract.Model.Positions;

/// <summary>A learned vector for each absolute position, added to the embedding; Vaswani et al. 2017, section 3.5.</summary>
/// <param name="Count">Rows of the table.</param>
public sealed record LearnedPositions(int Count) : PositionSpec
{
    internal override PositionScheme Create(EncoderSpec spec, ScalarType type) => new Scheme(this, spec, type);

    private sealed class Scheme : PositionScheme
    {
        private readonly LookupTable _table;

        public Scheme(LearnedPositions positions, EncoderSpec spec, ScalarType type)
            : base(nameof(LearnedPositions))
        {
            _table = new LookupTable(positions.Count, spec.HiddenSize, type);
            register_module("table", _table);
        }

        public override Tensor Embed(Tensor embeddings, EncoderInput input)
        {
            Tensor positions = arange(input.TokenIds.shape[1], dtype: ScalarType.Int64); // [token]
            return embeddings + _table.call(positions); // [batch, token, hidden]
        }
    }
}
