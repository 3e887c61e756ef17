using AttnExtract.Model;
using AttnExtract.Model.Specs;

namespace AttnExtract.Extract.Tests.Runs;

/// <summary>
/// Longformer with its first token global: its definition in plain loops and double precision, which shares nothing with the program but the weights.
/// Every token sees what is near and the first one; that sees everything, by projections of its own.
/// </summary>
internal sealed record PlainLongformer
{
    private const double Epsilon = 1e-5;
    private const int FirstPosition = 2;

    private readonly StackSpec _spec;
    private readonly PlainWeights _weights;

    public PlainLongformer(PretrainedModel model)
    {
        (_spec, _weights) = (model.Spec, new PlainWeights(model));
    }

    /// <summary>What a weight is multiplied by after the softmax: layer, head, query, key.</summary>
    public Func<int, int, int, int, double> Factor { get; init; } = (_, _, _, _) => 1;

    /// <summary>What takes the place of a token's word vector, or null.</summary>
    public Func<int, double[]?> Replacing { get; init; } = _ => null;

    /// <summary>Whether a query can see a key.</summary>
    public bool Sees(int layer, int query, int key) => query == 0 || key == 0 || Math.Abs(query - key) <= _spec.WindowOf(layer);

    /// <summary>A word's vector.</summary>
    public double[] Word(int id) => _weights.Row("embed.word.weight", id, _spec.HiddenSize);

    /// <summary>Runs it on token ids.</summary>
    /// <returns>What it ends in: [token][hidden]</returns>
    public double[][] Run(IReadOnlyList<int> ids) => Run(ids, []);

    /// <summary>The same, and keeps its weights: [layer][head][query][key].</summary>
    public double[][] Run(IReadOnlyList<int> ids, List<double[][][]> patterns)
    {
        double[][] words = [.. ids.Select((id, at) => Replacing(at) ?? Word(id))];
        double[][] places = [.. ids.Select((_, at) => _weights.Row("positions.0.table.weight", at + FirstPosition, _spec.HiddenSize))];
        double[][] types = [.. ids.Select(_ => _weights.Row("embed.type.weight", 0, _spec.HiddenSize))];
        double[][] state = _weights.Normed(PlainWeights.Sum(PlainWeights.Sum(words, places), types), "embed.norm", Epsilon);
        for (int layer = 0; layer < _spec.LayerCount; layer++)
        {
            string name = $"layers.{layer}.";
            state = _weights.Normed(PlainWeights.Sum(state, Attend(layer, state, patterns)), name + "norm_after_attention", Epsilon);
            state = _weights.Normed(
                PlainWeights.Sum(state, [.. state.Select(token => _weights.Mlp(name + "mlp.", token))]), name + "norm_after_mlp", Epsilon);
        }

        return state;
    }

    private double[][] Attend(int layer, double[][] state, List<double[][][]> patterns)
    {
        (int heads, int size) = (_spec.HeadCount, _spec.HeadSize);
        (double[][] q, double[][] k, double[][] v) = (Mapped("query", state), Mapped("key", state), Mapped("value", state));
        double[] firstQ = Mapped("global.query", state[..1])[0];
        (double[][] firstK, double[][] firstV) = (Mapped("global.key", state), Mapped("global.value", state));
        double[][] z = [.. state.Select(_ => new double[heads * size])];
        double[][][] pattern = [.. Enumerable.Range(0, heads).Select(_ => state.Select(_ => new double[state.Length]).ToArray())];
        for (int head = 0; head < heads; head++)
        {
            int first = head * size;
            for (int query = 0; query < state.Length; query++)
            {
                (double[] asks, double[][] keys, double[][] values) = query == 0 ? (firstQ, firstK, firstV) : (q[query], k, v);
                double[] exponentials = [.. Enumerable.Range(0, state.Length).Select(key => !Sees(layer, query, key) ? 0
                    : Math.Exp(Enumerable.Range(first, size).Sum(i => asks[i] * keys[key][i]) / Math.Sqrt(size)))];
                double sum = exponentials.Sum();
                for (int key = 0; key < state.Length; key++)
                {
                    pattern[head][query][key] = exponentials[key] / sum * Factor(layer, head, query, key);
                    for (int i = first; i < first + size; i++)
                    {
                        z[query][i] += pattern[head][query][key] * values[key][i];
                    }
                }
            }
        }

        patterns.Add(pattern);
        return Mapped("output", z);

        double[][] Mapped(string name, double[][] tokens) => [.. tokens.Select(token => _weights.Map($"layers.{layer}.attention.{name}", token))];
    }
}
