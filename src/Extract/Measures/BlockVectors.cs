using AttnExtract.Model.Hooks;
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
    private readonly Parameter? _outputBias; // [hidden]
    private readonly NormShare _norm;

    /// <summary>Reads what a record kept of a layer; tensors live as long as the dispose scope around.</summary>
    public BlockVectors(MeasureRun run, int layer)
    {
        Dictionary<string, DenseArray> sites = run.Record.Sites.ToDictionary();
        Parameter weight = run.Model.Encoder.get_parameter($"layers.{layer}.attention.output.weight")!; // [hidden, head × head size]
        ScalarType type = weight.dtype;
        Tensor v = sites[HookName.V(layer).ToString()].ToTensor(type); // [head, key, head size]
        Tensor perHead = weight.view(weight.shape[0], v.shape[0], v.shape[2]).permute(1, 2, 0); // [head, head size, hidden]
        _values = v.matmul(perHead).transpose(0, 1); // [key, head, hidden]
        _pattern = sites[HookName.Pattern(layer).ToString()].ToTensor(type).permute(2, 1, 0); // [key, query, head]
        _input = sites[HookName.ResidualPre(layer).ToString()].ToTensor(type);
        _output = sites[HookName.ResidualMid(layer).ToString()].ToTensor(type);
        _outputBias = run.Model.Encoder.get_parameter($"layers.{layer}.attention.output.bias");
        _norm = NormShare.AfterAttention(run.Model, layer);
    }

    /// <summary>‖A·v·W_O‖ of each head: [head, query, key].</summary>
    public DenseArray NormsPerHead() =>
        PlainArrays.Of((_pattern * Norms(_values).unsqueeze(1)).permute(2, 1, 0));

    /// <summary>‖Σ_h A·v·W_O‖: [query, key].</summary>
    public DenseArray NormsSummed() => PlainArrays.Of(ForEachKey(Norms, withResidual: false));

    /// <summary>The same with residual and norm: [query, key].</summary>
    public DenseArray NormsWithResidual() => PlainArrays.Of(ForEachKey(Norms, withResidual: true));

    /// <summary>max(0, ‖y‖₁ − ‖y − g‖₁) with g the vectors and y the block's output, rows scaled to sum 1: [query × key].</summary>
    public double[] Contributions()
    {
        Tensor lengths = _output.abs().sum(-1); // [query]
        Tensor nearer = ForEachKey(shares => (lengths - (_output - shares).abs().sum(-1)).clamp_min(0), withResidual: true); // [query, key]
        return [.. (nearer.to(ScalarType.Float64) / nearer.sum(-1, keepdim: true)).contiguous().data<double>()];
    }

    private static Tensor Norms(Tensor vectors) => vectors.square().sum(-1).sqrt();

    /// <summary>Reduces the vectors, some keys at a time: a function from [key, query, hidden] to [key, query].</summary>
    /// <returns>[query, key]</returns>
    private Tensor ForEachKey(Func<Tensor, Tensor> reduce, bool withResidual)
    {
        Tensor scale = withResidual ? Scale() : ones(1, dtype: _values.dtype);
        (long keys, long hidden) = (_values.shape[0], _values.shape[2]);
        int step = (int)Math.Max(1, NumbersAtOnce / (keys * hidden));
        List<Tensor> reduced = [];
        for (int first = 0; first < keys; first += step)
        {
            using IDisposable scope = NewDisposeScope();
            int last = (int)Math.Min(first + step, keys);
            Tensor vectors = _pattern[first..last].matmul(_values[first..last]); // [key, query, hidden]
            if (withResidual)
            {
                for (int key = first; key < last; key++)
                {
                    vectors[key - first, key] += _input[key];
                }

                vectors = _norm.Apply(vectors, scale); // [key, query, hidden]
            }

            reduced.Add(reduce(vectors).MoveToOuterDisposeScope());
        }

        return cat(reduced).transpose(0, 1);
    }

    // 1/σ of the whole vector that the norm was given.
    private Tensor Scale()
    {
        Tensor attended = einsum("kqh,khd->qd", _pattern, _values); // [query, hidden]
        Tensor whole = _input + (_outputBias is null ? attended : attended + _outputBias); // [query, hidden]
        return _norm.Scale(whole); // [query, 1]
    }
}
