using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using static TorchSharp.torch;

namespace AttnExtract.Model.Positions;

/// <summary>
/// A learned number for each head and distance, added to the scores; near distances have a number each, far ones share one in
/// buckets whose width grows with the logarithm of the distance; Raffel et al. 2020, section 2.1.
/// </summary>
/// <param name="BucketCount">How many buckets there are, half of them for each direction unless there is one.</param>
/// <param name="MaximumDistance">From this distance on, everything is in the last bucket.</param>
public sealed record BucketedBias(int BucketCount, int MaximumDistance) : PositionSpec
{
    /// <summary>Rows of the table; as many as buckets unless set.</summary>
    public int RowCount { get => field > 0 ? field : BucketCount; init; }

    /// <summary>Whether only distances back have buckets, all of them; what lies ahead is where the query stands.</summary>
    public bool OnlyLooksBack { get; init; }

    private protected override string Words => $"bias in {BucketCount} buckets up to distance {MaximumDistance}{(OnlyLooksBack ? ", backwards" : "")}";

    // How many buckets there are for a direction.
    private int PerDirection => OnlyLooksBack ? BucketCount : BucketCount / 2;

    internal override void Validate(StackSpec spec)
    {
        StackSpec.Require(
            BucketCount > 2 && BucketCount % 4 == 0,
            $"number of relative attention buckets is {BucketCount}; expected a multiple of 4, half of each direction's for single distances");
        StackSpec.Require(
            MaximumDistance > PerDirection / 2,
            $"largest relative distance is {MaximumDistance}; expected more than the {PerDirection / 2} that have a bucket each");
        StackSpec.Require(RowCount >= BucketCount, $"table of relative attention has {RowCount} rows, but there are {BucketCount} buckets");
    }

    internal override double CountOf(StackSpec spec) => (double)RowCount * spec.HeadCount;

    /// <inheritdoc/>
    public override double BytesAPass(StackSpec spec, int size) => (double)spec.HeadCount * size;

    internal override PositionScheme Create(StackSpec spec, ScalarType type) => new Scheme(this, spec, type);

    private sealed class Scheme : PositionScheme
    {
        private readonly LookupTable _table;
        private readonly BucketedBias _positions;

        public Scheme(BucketedBias positions, StackSpec spec, ScalarType type)
            : base(nameof(BucketedBias))
        {
            _positions = positions;
            _table = new LookupTable(positions.RowCount, spec.HeadCount, type);
            register_module("table", _table);
        }

        public override Tensor ScoreBias(Attention attention, Tensor query, Tensor key, StackPass pass) =>
            attention.OfHeads(pass.Shared(this, () => Bias(pass)), 1);

        // A number a distance first: there are far fewer distances than pairs of tokens.
        private Tensor Bias(StackPass pass)
        {
            (int queryCount, int keyCount) = (pass.Length, pass.KeyCount);
            Tensor byDistance = _table.call(Buckets(Arithmetic.Arange(1 - keyCount, queryCount, pass.Device))).t().contiguous(); // [head, distance]
            Tensor distance = RelativeDistance.Of(pass).neg().Plus(keyCount - 1); // [query, key]
            return byDistance.index_select(1, distance.flatten()).view(1, -1, queryCount, keyCount); // [1, head, query, key]
        }

        // In single precision, as the weights were trained: a distance on the edge of a bucket is in the bucket of that rounding.
        private Tensor Buckets(Tensor ahead)
        {
            int perDirection = _positions.PerDirection;
            int single = perDirection / 2;
            Tensor distance = _positions.OnlyLooksBack ? ahead.neg().AtLeast(0) : ahead.abs(); // [distance]
            Tensor far = distance.to(ScalarType.Float32).DividedBy(single).log()
                .DividedBy(Math.Log(_positions.MaximumDistance / (double)single)).Times(perDirection - single)
                .to(ScalarType.Int64).Plus(single); // [distance]
            Tensor bucket = where(distance.IsBelow(single), distance, far.AtMost(perDirection - 1)); // [distance]
            return _positions.OnlyLooksBack ? bucket : bucket.Plus(ahead.IsAbove(0).to(ScalarType.Int64).Times(perDirection)); // [distance]
        }
    }
}
