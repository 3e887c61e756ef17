using AttnExtract.Model;
using AttnExtract.Model.Network;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Tests.Runs;

/// <summary>
/// A decoder with RMS norms first, rotary positions, shared key heads, windows and a gated feed-forward block: its definition in plain loops and
/// double precision, which shares nothing with the program but the weights.
/// </summary>
internal sealed record PlainDecoder
{
    private readonly StackSpec _spec;
    private readonly Dictionary<string, double[]> _weights = [];

    public PlainDecoder(PretrainedModel model)
    {
        _spec = model.Spec;
        foreach ((string name, Parameter weight) in model.Encoder.named_parameters())
        {
            using Tensor exact = weight.detach().to(ScalarType.Float64).contiguous();
            _weights[name] = exact.data<double>().ToArray();
        }
    }

    /// <summary>Whether a key is cut off from a query before the softmax: layer, head, query, key.</summary>
    public Func<int, int, int, int, bool> IsCut { get; init; } = (_, _, _, _) => false;

    /// <summary>Whether a head gives every key that a query sees the same weight: layer, head.</summary>
    public Func<int, int, bool> IsUniform { get; init; } = (_, _) => false;

    /// <summary>What a weight is multiplied by after the softmax: layer, head, query, key.</summary>
    public Func<int, int, int, int, double> Factor { get; init; } = (_, _, _, _) => 1;

    /// <summary>Whether a token's value is 0: layer, head, token.</summary>
    public Func<int, int, int, bool> HasNoValue { get; init; } = (_, _, _) => false;

    /// <summary>What takes the place of a head's output, or null: layer, head, token.</summary>
    public Func<int, int, int, double[]?> Replaced { get; init; } = (_, _, _) => null;

    /// <summary>What a head's output is multiplied by: layer, head.</summary>
    public Func<int, int, double> Gate { get; init; } = (_, _) => 1;

    /// <summary>Whether a layer's feed-forward block gives 0.</summary>
    public Func<int, bool> HasNoMlp { get; init; } = _ => false;

    /// <summary>Whether a layer is left out.</summary>
    public Func<int, bool> IsSkipped { get; init; } = _ => false;

    /// <summary>What takes the place of a token's word vector, or null.</summary>
    public Func<int, double[]?> Replacing { get; init; } = _ => null;

    /// <summary>Whether a structure is of this kind.</summary>
    public static bool Fits(StackSpec spec) =>
        spec.IsCausal && spec.IsGated && spec.Biases == BiasSlots.None && spec.Activation == Activation.Silu && spec.ScoreCap is null
        && spec.QueryKeyNorm is null && spec.FinalNorm is { OnlyScales: true, AddsOne: false } && spec.NormOfAttention is null
        && spec.Positions is [RotaryPositions { Bands: null, Stretch: 1, Share: 1, IsInterleaved: false }];

    /// <summary>Runs it on token ids.</summary>
    public PlainRun Run(IReadOnlyList<int> ids)
    {
        double[][] state = [.. ids.Select((id, at) => Replacing(at) ?? Word(id))];
        PlainRun run = new() { States = { state } };
        for (int layer = 0; layer < _spec.LayerCount; layer++)
        {
            string prefix = $"layers.{layer}.";
            double[][] entered = state;
            double[][] attention = Attend(layer, Normed(entered, prefix + "norm_before_attention.weight"), run);
            state = Sum(entered, attention);
            run.Mids.Add(state);
            double[][] read = Normed(state, prefix + "norm_before_mlp.weight");
            state = HasNoMlp(layer) ? state : Sum(state, [.. read.Select(token => Mlp(prefix + "mlp.", token))]);
            state = IsSkipped(layer) ? entered : state;
            run.States.Add(state);
        }

        run.Final = Normed(state, "final.norm.weight");
        return run;
    }

    /// <summary>A word's vector.</summary>
    public double[] Word(int id) => Row(_weights["embed.word.weight"], id, _spec.HiddenSize);

    private double[][] Attend(int layer, double[][] input, PlainRun run)
    {
        string prefix = $"layers.{layer}.attention.";
        (int heads, int size, int length) = (_spec.HeadCount, _spec.HeadSize, input.Length);
        double[][] q = [.. input.Select((token, at) => Turned(Project(prefix + "query.weight", token), at))];
        double[][] k = [.. input.Select((token, at) => Turned(Project(prefix + "key.weight", token), at))];
        double[][] v = [.. input.Select(token => Project(prefix + "value.weight", token))];
        double[][][] pattern = new double[heads][][];
        double[][] z = [.. input.Select(_ => new double[heads * size])];
        double[][][] values = new double[heads][][];
        for (int head = 0; head < heads; head++)
        {
            // Neighbouring heads share a key head.
            int shared = head / (heads / _spec.KeyValueHeadCount) * size;
            pattern[head] = [.. input.Select(_ => new double[length])];
            values[head] = [.. v.Select((token, at) => HasNoValue(layer, head, at) ? new double[size] : token[shared..(shared + size)])];
            for (int query = 0; query < length; query++)
            {
                double[] scores = [.. Enumerable.Range(0, length).Select(key => Score(query, key))];
                double highest = scores.Max();
                double[] weights = [.. scores.Select(score => Math.Exp(score - highest))];
                double sum = weights.Sum();
                for (int key = 0; key < length; key++)
                {
                    pattern[head][query][key] = weights[key] / sum * Factor(layer, head, query, key);
                    for (int i = 0; i < size; i++)
                    {
                        z[query][(head * size) + i] += Gate(layer, head) * pattern[head][query][key] * values[head][key][i];
                    }
                }

                Replaced(layer, head, query)?.CopyTo(z[query], head * size);
            }

            double Score(int query, int key)
            {
                int behind = query - key;
                if (behind < 0 || behind > _spec.WindowOf(layer) || IsCut(layer, head, query, key))
                {
                    return double.NegativeInfinity;
                }

                double product = Enumerable.Range(0, size).Sum(i => q[query][(head * size) + i] * k[key][shared + i]);
                return IsUniform(layer, head) ? 0 : product / Math.Sqrt(size);
            }
        }

        run.Patterns.Add(pattern);
        run.Values.Add(values);
        run.Z.Add(z);
        return [.. z.Select(token => Project(prefix + "output.weight", token))];
    }

    private double[] Mlp(string prefix, double[] token)
    {
        double[] gate = Project(prefix + "input.weight", token);
        double[] up = Project(prefix + "gate.projection.weight", token);
        return Project(prefix + "output.weight", [.. gate.Zip(up, (x, y) => x / (1 + Math.Exp(-x)) * y)]);
    }

    private double[][] Normed(double[][] tokens, string name)
    {
        double[] scale = _weights[name];
        return
        [
            .. tokens.Select(token =>
            {
                double root = Math.Sqrt((token.Sum(x => x * x) / token.Length) + _spec.FinalNorm!.Epsilon);
                return token.Zip(scale, (x, weight) => x / root * weight).ToArray();
            }),
        ];
    }

    // Components i and i + half of each head are a pair, whose frequency is in single precision.
    private double[] Turned(double[] heads, int position)
    {
        double theta = ((RotaryPositions)_spec.Positions[0]).Theta;
        double[] turned = [.. heads];
        int half = _spec.HeadSize / 2;
        for (int start = 0; start < heads.Length; start += _spec.HeadSize)
        {
            for (int i = 0; i < half; i++)
            {
                double angle = position * (double)(1f / MathF.Pow((float)theta, (float)(2 * i) / _spec.HeadSize));
                (double first, double second) = (heads[start + i], heads[start + half + i]);
                turned[start + i] = (first * Math.Cos(angle)) - (second * Math.Sin(angle));
                turned[start + half + i] = (second * Math.Cos(angle)) + (first * Math.Sin(angle));
            }
        }

        return turned;
    }

    /// <summary>A weight matrix times a vector.</summary>
    public double[] Project(string name, double[] input) => PlainProduct.Of(_weights[name], input);

    private static double[] Row(double[] table, int row, int width) => table[(row * width)..((row + 1) * width)];

    private static double[][] Sum(double[][] left, double[][] right) => [.. left.Zip(right, (a, b) => a.Zip(b, (x, y) => x + y).ToArray())];
}

/// <summary>What passed in a run of plain loops.</summary>
internal sealed class PlainRun
{
    /// <summary>[layer][head][query][key]</summary>
    public List<double[][][]> Patterns { get; } = [];

    /// <summary>[layer][head][token][head size]</summary>
    public List<double[][][]> Values { get; } = [];

    /// <summary>[layer][token][head × head size]</summary>
    public List<double[][]> Z { get; } = [];

    /// <summary>After attention and its residual: [layer][token][hidden]</summary>
    public List<double[][]> Mids { get; } = [];

    /// <summary>What enters each layer, and what leaves the last: [layer + 1][token][hidden]</summary>
    public List<double[][]> States { get; } = [];

    /// <summary>After the final norm: [token][hidden]</summary>
    public double[][] Final { get; set; } = [];
}
