using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AttnExtract.Model.Positions;

/// <summary>
/// Vectors for relative distances that take part in attention as keys and as queries of their own: each token's query meets the
/// distance's key, and each token's key the distance's query; He et al. 2021, equation 4.
/// </summary>
/// <param name="Span">Half the rows of the table: distances from −Span to Span − 1 have one each.</param>
public sealed record DisentangledPositions(int Span) : PositionSpec
{
    /// <summary>
    /// The distance of the last bucket, where distances beyond half the span share buckets on a logarithmic scale; null where every
    /// distance within the span has its own row.
    /// </summary>
    public int? MaximumDistance { get; init; }

    /// <summary>Whether a distance is a key to the queries of tokens.</summary>
    public bool IsKey { get; init; } = true;

    /// <summary>Whether a distance is a query to the keys of tokens.</summary>
    public bool IsQuery { get; init; } = true;

    /// <summary>Whether distances use the projections of tokens, instead of a pair of their own in every layer.</summary>
    public bool SharesProjections { get; init; }

    /// <summary>Whether the distances' own key projection has a bias.</summary>
    public bool HasKeyBias { get; init; } = true;

    /// <summary>The norm of the table; null for none.</summary>
    public NormSpec? TableNorm { get; init; }

    private protected override string Words =>
        $"disentangled ({2 * Span} rows{(MaximumDistance is { } distance ? $" in buckets up to distance {distance}" : "")})";

    internal override double CountOf(StackSpec spec) => 2.0 * Span * spec.HiddenSize;

    /// <inheritdoc/>
    /// <remarks>The distance, its row, the row within the table, and among the rows in use.</remarks>
    public override double BytesAPass(StackSpec spec, int size) => 4 * sizeof(long);

    /// <inheritdoc/>
    /// <remarks>What it is as a key and as a query, and their sum.</remarks>
    public override double BytesAHead(int size) => (IsKey && IsQuery ? 3 : IsKey || IsQuery ? 1 : 0) * size;

    internal override PositionScheme Create(StackSpec spec, ScalarType type) => new Scheme(this, spec, type);

    private sealed class Scheme : PositionScheme
    {
        private readonly DisentangledPositions _positions;
        private readonly double _scale;
        private readonly LookupTable _table;
        private readonly nn.Module<Tensor, Tensor> _norm;
        private readonly ModuleList<Projection> _keys;
        private readonly ModuleList<Projection> _queries;

        public Scheme(DisentangledPositions positions, StackSpec spec, ScalarType type)
            : base(nameof(DisentangledPositions))
        {
            int width = spec.HeadCount * spec.HeadSize;
            int own = positions.SharesProjections ? 0 : spec.LayerCount;
            _positions = positions;
            _scale = spec.ScoreScale;
            _table = new LookupTable(2 * positions.Span, spec.HiddenSize, type);
            _norm = Norm.Create(positions.TableNorm, spec.HiddenSize, spec.Rounding, type);
            _keys = Projections(positions.IsKey ? own : 0, positions.HasKeyBias);
            _queries = Projections(positions.IsQuery ? own : 0, true);
            register_module("table", _table);
            register_module("norm", _norm);
            register_module("key", _keys);
            register_module("query", _queries);

            ModuleList<Projection> Projections(int count, bool hasBias) =>
                new([.. Enumerable.Range(0, count).Select(_ => new Projection(spec.HiddenSize, width, type, hasBias))]);
        }

        public override Tensor? ScoreBias(Attention attention, Tensor query, Tensor key, StackPass pass)
        {
            (Tensor rows, Tensor row) = pass.Shared(this, () => RowsInUse(pass)); // [row, hidden], [query, key]
            Tensor index = row.expand(query.shape[0], query.shape[1], -1, -1); // [batch, head, query, key]
            Tensor? bias = null;
            if (_positions.IsKey)
            {
                Tensor keys = Project(attention, _keys, rows, attention.ProjectToKeys).Times(_scale); // [head, row, head size]
                bias = query.MatrixTimes(keys.transpose(-2, -1)).gather(-1, index); // [batch, head, query, key]
            }

            if (_positions.IsQuery)
            {
                Tensor queries = Project(attention, _queries, rows, attention.ProjectToQueries).Times(_scale); // [head, row, head size]
                Tensor met = queries.MatrixTimes(key.transpose(-2, -1)).gather(-2, index); // [batch, head, query, key]
                bias = bias?.Plus(met) ?? met; // [batch, head, query, key]
            }

            return bias;
        }

        private static Tensor Project(Attention attention, ModuleList<Projection> own, Tensor rows, Func<Tensor, Tensor> shared) =>
            own.Count == 0 ? shared(rows) : attention.OfHeads(attention.SplitRows(own[attention.Layer].call(rows)), 0);

        // A short text uses few rows of the table; only they are projected.
        private (Tensor Rows, Tensor Row) RowsInUse(StackPass pass)
        {
            Tensor bucket = Bucket(RelativeDistance.Of(pass)); // [query, key]
            Tensor row = bucket.Plus(_positions.Span).Within(0, (2 * _positions.Span) - 1); // [query, key]
            long first = row.min().item<long>();
            long last = row.max().item<long>();
            Tensor rows = _norm.call(_table.call(Arithmetic.Arange(first, last + 1, pass.Device))); // [row, hidden]
            return (rows, row.Minus(first));
        }

        // In single precision, as the weights were trained: a distance on the edge of a bucket is in the bucket of that rounding.
        private Tensor Bucket(Tensor distance)
        {
            if (_positions.MaximumDistance is not { } maximum)
            {
                return distance; // [query, key]
            }

            int single = _positions.Span / 2;
            Tensor size = distance.abs().to(ScalarType.Float32); // [query, key]
            Tensor scale = Arithmetic.Full([], (maximum - 1) / (float)single, ScalarType.Float32, distance.device).log(); // []
            Tensor far = (size.DividedBy(single).log() / scale).Times(single - 1).ceil().to(ScalarType.Int64).Plus(single); // [query, key]
            return where(size.IsAbove(single), far * distance.sign(), distance); // [query, key]
        }
    }
}
