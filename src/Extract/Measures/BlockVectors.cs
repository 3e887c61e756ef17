using AttnExtract.Extract.Ablations;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Specs;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Measures;

/// <summary>
/// What one layer's attention block brings from token to token, as vectors of the residual stream: its output is a sum of
/// them; Kobayashi et al. 2020, equation 3, and 2021, equation 7.
/// </summary>
internal sealed class BlockVectors
{
    // How many numbers of a share of all vectors are in memory at once.
    private const long NumbersAtOnce = 16_000_000;

    private readonly Tensor _pattern; // [key, query, head]
    private readonly Tensor _values; // [key, head, hidden]
    private readonly Tensor _input; // [token, hidden]
    private readonly Tensor _output; // [token, hidden]
    private readonly Tensor _attended; // [token, hidden]: what the norm of attention is given
    private readonly Tensor _whole; // [token, hidden]: what the norm after it is given
    private readonly NormShare _inner;
    private readonly NormShare _norm;
    private readonly Tensor _there; // [head]: the numbers of those that were not cut out
    private readonly int _headCount;

    /// <summary>Reads what a record kept of a layer; tensors live as long as the dispose scope around.</summary>
    public BlockVectors(MeasureRun run, int layer)
    {
        AttentionPlace place = run.Place;
        Parameter weight = run.Model.Encoder
            .get_parameter(place.Weight(layer, "attention.output.weight", "cross.output.weight"))!; // [hidden, head × head size]
        ScalarType type = weight.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        Device device = weight.device;
        StackSpec spec = place.Spec;
        _headCount = spec.HeadCount;
        _there = NewTensor.Indices(spec.HeadsOf(layer), device); // [head]
        Tensor v = run.Record[place.Name(HookSite.V, layer)].ToTensor(type, device).index_select(0, _there); // [head, key, head size]
        Tensor ofHeads = weight.to(type).narrow(1, 0, v.shape[0] * v.shape[2]); // [hidden, head × head size]
        Tensor perHead = ofHeads.unflatten(1, v.shape[0], v.shape[2]).permute(1, 2, 0); // [head, head size, hidden]
        _values = v.MatrixTimes(perHead).transpose(0, 1); // [key, head, hidden]
        _pattern = run.Record.Pattern(layer).ToTensor(type, device).index_select(0, _there).permute(2, 1, 0); // [key, query, head]
        Tensor entered = run.Site(place.BlockInput(layer)).ToTensor(type, device); // [token, hidden]
        _input = place.IsCross ? entered : run.Model.Encoder.ResidualOf(layer, entered, place.Stack);
        _output = run.Site(place.BlockOutput(layer)).ToTensor(type, device);
        _inner = NormShare.OfAttention(run.Model, place, layer);
        _norm = NormShare.AfterAttention(run.Model, place, layer);
        Tensor unshifted = einsum("kqh,khd->qd", _pattern, _values); // [token, hidden]
        Parameter? bias = run.Model.Encoder.get_parameter(place.Weight(layer, "attention.output.bias", "cross.output.bias")); // [hidden]
        _attended = bias is null ? unshifted : unshifted.Plus(bias);
        Tensor sum = _input.Plus(_inner.Apply(unshifted, _attended)); // [token, hidden]
        _whole = bias is null ? sum : sum.Plus(_inner.Apply(bias, _attended));
    }

    /// <summary>‖A·v·W_O‖ of each head: [head, query, key].</summary>
    public DenseArray NormsPerHead()
    {
        Tensor norms = (_pattern * Norms(_values).unsqueeze(1)).permute(2, 1, 0); // [head that is there, query, key]
        Tensor whole = Arithmetic.Full([_headCount, .. norms.shape[1..]], double.NaN, norms.dtype, norms.device); // [head, query, key]
        return SiteReader.Copy(whole.index_copy(0, _there, norms));
    }

    /// <summary>‖Σ_h A·v·W_O‖: [query, key].</summary>
    public DenseArray NormsSummed() => SiteReader.Copy(ForEachKey(Brought, Norms));

    /// <summary>The same with residual and norm: [query, key].</summary>
    public DenseArray NormsWithResidual() => SiteReader.Copy(ForEachKey(Shares, Norms));

    /// <summary>max(0, ‖y‖₁ − ‖y − g‖₁) with g the vectors and y the block's output, rows scaled to sum 1: [query × key].</summary>
    public double[] Contributions()
    {
        Tensor lengths = _output.abs().sum(-1); // [query]
        Tensor nearer = ForEachKey(Shares, shares => (lengths - (_output - shares).abs().sum(-1)).AtLeast(0)); // [query, key]
        return [.. (nearer.Exact() / nearer.sum(-1, keepdim: true).Exact()).contiguous().data<double>()];
    }

    /// <summary>What some keys bring to every query, with residual and norm: [key, query, hidden]; without the shifts of projection and norm.</summary>
    public Tensor Shares(int first, int last)
    {
        Tensor vectors = _inner.Apply(Brought(first, last), _attended); // [key, query, hidden]
        for (int key = first; key < last; key++)
        {
            vectors[key - first, key].AddInPlace(_input[key]);
        }

        return Normed(vectors); // [key, query, hidden]
    }

    /// <summary>A summand of what the norm is given as a summand of its output: […, query, hidden] to the same.</summary>
    public Tensor Normed(Tensor summand) => _norm.Apply(summand, _whole);

    private static Tensor Norms(Tensor vectors) => vectors.Squared().sum(-1).sqrt();

    // [key, query, hidden]
    private Tensor Brought(int first, int last) => _pattern[first..last].MatrixTimes(_values[first..last]);

    /// <summary>Reduces vectors, some keys at a time: a function from [key, query, hidden] to [key, query].</summary>
    /// <returns>[query, key]</returns>
    private Tensor ForEachKey(Func<int, int, Tensor> vectors, Func<Tensor, Tensor> reduce)
    {
        (int keys, long hidden) = ((int)_values.shape[0], _values.shape[2]);
        int step = (int)Math.Max(1, NumbersAtOnce / (keys * hidden));
        List<Tensor> reduced = [];
        for (int first = 0; first < keys; first += step)
        {
            using IDisposable scope = NewDisposeScope();
            reduced.Add(reduce(vectors(first, Math.Min(first + step, keys))).MoveToOuterDisposeScope());
        }

        return cat(reduced).transpose(0, 1);
    }
}
