using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using static TorchSharp.torch;

namespace AttnExtract.Model.Positions;

/// <summary>A learned vector for each absolute position, added to the embedding; Vaswani et al. 2017, section 3.5.</summary>
/// <param name="Count">Rows of the table.</param>
public sealed record LearnedPositions(int Count) : PositionSpec
{
    /// <summary>
    /// Where positions count on from: the first token of a text that is not this one has this position plus 1, and padding this
    /// position, whatever the mask says. Null where the first token has position 0.
    /// </summary>
    public int? PaddingId { get; init; }

    /// <summary>The row of the first position, where rows before it are unused.</summary>
    public int FirstRow { get; init; }

    private protected override string Words =>
        (PaddingId + 1 ?? FirstRow) is > 0 and int first ? $"learned ({Count} rows, from {first})" : $"learned ({Count} rows)";

    internal override void Validate(StackSpec spec)
    {
        StackSpec.Require(PaddingId is null or >= 0, $"token of padding is {PaddingId}; expected 0 or more, since positions count on from it");
        StackSpec.Require(Count > 0, $"number of positions makes a table of {(uint)Count} rows; expected from 1 to {int.MaxValue}");
    }

    internal override double CountOf(StackSpec spec) => (double)Count * spec.EmbeddingSize;

    internal override PositionScheme Create(StackSpec spec, ScalarType type) => new Scheme(this, spec, type);

    /// <summary>The positions of the tokens of a pass: [token], or where padding is left out, which has the position of its own id, [batch, token]</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="paddingId">Where positions count on from, leaving out this token; null where all tokens count.</param>
    /// <param name="first">The first position, where all tokens count.</param>
    internal static Tensor PositionsIn(StackPass pass, int? paddingId, int first = 0)
    {
        if (paddingId is not { } padding)
        {
            return Arithmetic.Arange(first + pass.Start, first + pass.KeyCount, pass.Device); // [token]
        }

        Tensor counts = pass.Input.TokenIds.DiffersFrom(padding).to(ScalarType.Int64); // [batch, key]
        return pass.OfAsking((counts.cumsum(1) * counts).Plus(padding)); // [batch, token]
    }

    private sealed class Scheme : PositionScheme
    {
        private readonly LookupTable _table;
        private readonly LearnedPositions _positions;

        public Scheme(LearnedPositions positions, StackSpec spec, ScalarType type)
            : base(nameof(LearnedPositions))
        {
            _positions = positions;
            _table = new LookupTable(positions.Count, spec.EmbeddingSize, type);
            register_module("table", _table);
        }

        public override Tensor Embed(Tensor embeddings, StackPass pass) =>
            embeddings.Plus(_table.call(PositionsIn(pass, _positions.PaddingId, _positions.FirstRow))); // [batch, token, embedding]
    }
}
