using AttnExtract.Model;
using AttnExtract.Model.Specs;

namespace AttnExtract.Extract.Tests.Runs;

/// <summary>
/// BART, an encoder and the decoder that reads it: its definition in plain loops and double precision, which shares nothing with the program but the
/// weights.
/// </summary>
internal sealed record PlainTranslator
{
    private const double Epsilon = 1e-5;
    private const int FirstPosition = 2;

    private readonly ModelSpec _spec;
    private readonly PlainWeights _weights;
    private readonly double[] _wordBias;

    public PlainTranslator(PretrainedModel model)
    {
        _spec = model.Structure;
        _weights = new PlainWeights(model);
        _wordBias = PlainWeights.Numbers(model.Heads[HeadKind.CausalLanguageModel].get_parameter("output.bias")!);
    }

    /// <summary>Whether a key is cut off from a query before the softmax: kind, layer, head, query, key.</summary>
    public Func<AttentionKind, int, int, int, int, bool> IsCut { get; init; } = (_, _, _, _, _) => false;

    /// <summary>Whether a head gives every key that a query sees the same weight: kind, layer, head.</summary>
    public Func<AttentionKind, int, int, bool> IsUniform { get; init; } = (_, _, _) => false;

    /// <summary>What a weight is multiplied by after the softmax: kind, layer, head, query, key.</summary>
    public Func<AttentionKind, int, int, int, int, double> Factor { get; init; } = (_, _, _, _, _) => 1;

    /// <summary>Whether a token's value is 0: kind, layer, head, token.</summary>
    public Func<AttentionKind, int, int, int, bool> HasNoValue { get; init; } = (_, _, _, _) => false;

    /// <summary>What takes the place of a head's output, or null: kind, layer, head, token.</summary>
    public Func<AttentionKind, int, int, int, double[]?> Replaced { get; init; } = (_, _, _, _) => null;

    /// <summary>Whether a layer's feed-forward block gives 0: encoder or decoder, layer.</summary>
    public Func<AttentionKind, int, bool> HasNoMlp { get; init; } = (_, _) => false;

    /// <summary>Whether a layer is left out: encoder or decoder, layer.</summary>
    public Func<AttentionKind, int, bool> IsSkipped { get; init; } = (_, _) => false;

    /// <summary>What takes the place of a token's word vector, or null: encoder or decoder, token.</summary>
    public Func<AttentionKind, int, double[]?> Replacing { get; init; } = (_, _) => null;

    /// <summary>Runs it on token ids.</summary>
    public PlainTranslation Run(IReadOnlyList<int> source, IReadOnlyList<int> target)
    {
        PlainTranslation run = new();
        double[][] read = Stack(AttentionKind.Encoder, "", source, null, run);
        run.Final = Stack(AttentionKind.Decoder, "decoder.", target, read, run);
        return run;
    }

    /// <summary>A word's vector.</summary>
    public double[] Word(int id) => _weights.Row("embed.word.weight", id, _spec.First.HiddenSize);

    /// <summary>The natural logarithm of the probability of every token of the target after the first, summed.</summary>
    public double LogLikelihood(PlainTranslation run, IReadOnlyList<int> target) => Enumerable.Range(1, target.Count - 1).Sum(at =>
    {
        double[] scores = [.. _weights.Project("embed.word.weight", run.Final[at - 1]).Zip(_wordBias, (score, bias) => score + bias)];
        double highest = scores.Max();
        return scores[target[at]] - highest - Math.Log(scores.Sum(score => Math.Exp(score - highest)));
    });

    /// <summary>What a head's weighted value is after the output projection.</summary>
    public double[] Brought(PlainTranslation run, AttentionKind kind, int layer, IEnumerable<int> heads, int query, int key)
    {
        StackSpec spec = SpecOf(kind);
        double[] z = new double[spec.HeadCount * spec.HeadSize];
        foreach (int head in heads)
        {
            double[] weighted = [.. run.Values[kind][layer][head][key].Select(value => value * run.Patterns[kind][layer][head][query][key])];
            weighted.CopyTo(z, head * spec.HeadSize);
        }

        return _weights.Project($"{Prefix(kind, layer)}{(kind.IsCross ? "cross" : "attention")}.output.weight", z);
    }

    /// <summary>The structure of the stack whose tokens attend.</summary>
    public StackSpec SpecOf(AttentionKind kind) => _spec[kind.Stack];

    private static string Prefix(AttentionKind kind, int layer) => $"{(kind == AttentionKind.Encoder ? "" : "decoder.")}layers.{layer}.";

    private double[][] Stack(AttentionKind own, string prefix, IReadOnlyList<int> ids, double[][]? read, PlainTranslation run)
    {
        int hidden = _spec.First.HiddenSize;
        double[][] words = [.. ids.Select((id, at) => Replacing(own, at) ?? Word(id))];
        double[][] state = _weights.Normed(
            PlainWeights.Sum(words, [.. words.Select((_, at) => _weights.Row($"{prefix}positions.0.table.weight", at + FirstPosition, hidden))]),
            $"{prefix}embed.norm",
            Epsilon);
        run.States[own].Add(state);
        for (int layer = 0; layer < SpecOf(own).LayerCount; layer++)
        {
            string name = Prefix(own, layer);
            double[][] entered = state;
            state = Block(own, layer, entered, entered, run);
            state = read is null ? state : Block(AttentionKind.Cross, layer, state, read, run);
            double[][] fed = HasNoMlp(own, layer) ? state : PlainWeights.Sum(state, [.. state.Select(token => _weights.Mlp(name + "mlp.", token))]);
            state = IsSkipped(own, layer) ? entered : _weights.Normed(fed, name + "norm_after_mlp", Epsilon);
            run.States[own].Add(state);
        }

        return state;
    }

    private double[][] Block(AttentionKind kind, int layer, double[][] queries, double[][] keys, PlainTranslation run)
    {
        double[][] sum = PlainWeights.Sum(queries, Attend(kind, layer, queries, keys, run));
        run.Sums[kind].Add(sum);
        return _weights.Normed(sum, $"{Prefix(kind, layer)}norm_after_{(kind.IsCross ? "cross" : "attention")}", Epsilon);
    }

    private double[][] Attend(AttentionKind kind, int layer, double[][] queries, double[][] keys, PlainTranslation run)
    {
        string prefix = $"{Prefix(kind, layer)}{(kind.IsCross ? "cross" : "attention")}.";
        StackSpec spec = SpecOf(kind);
        (int heads, int size) = (spec.HeadCount, spec.HeadSize);
        double[][] q = [.. queries.Select(token => _weights.Map(prefix + "query", token))];
        double[][] k = [.. keys.Select(token => _weights.Map(prefix + "key", token))];
        double[][] v = [.. keys.Select(token => _weights.Map(prefix + "value", token))];
        double[][][] pattern = new double[heads][][];
        double[][][] values = new double[heads][][];
        double[][] z = [.. queries.Select(_ => new double[heads * size])];
        for (int head = 0; head < heads; head++)
        {
            int first = head * size;
            pattern[head] = [.. queries.Select(_ => new double[keys.Length])];
            values[head] = [.. v.Select((token, at) => HasNoValue(kind, layer, head, at) ? new double[size] : token[first..(first + size)])];
            for (int query = 0; query < queries.Length; query++)
            {
                double[] scores = [.. Enumerable.Range(0, keys.Length).Select(key => Score(query, key))];
                double highest = scores.Max();
                double sum = scores.Sum(score => Math.Exp(score - highest));
                for (int key = 0; key < keys.Length; key++)
                {
                    pattern[head][query][key] = Math.Exp(scores[key] - highest) / sum * Factor(kind, layer, head, query, key);
                    for (int i = 0; i < size; i++)
                    {
                        z[query][first + i] += pattern[head][query][key] * values[head][key][i];
                    }
                }

                Replaced(kind, layer, head, query)?.CopyTo(z[query], first);
            }

            double Score(int query, int key) =>
                (kind == AttentionKind.Decoder && key > query) || IsCut(kind, layer, head, query, key) ? double.NegativeInfinity
                : IsUniform(kind, layer, head) ? 0
                : Enumerable.Range(first, size).Sum(i => q[query][i] * k[key][i]) / Math.Sqrt(size);
        }

        run.Patterns[kind].Add(pattern);
        run.Values[kind].Add(values);
        run.Z[kind].Add(z);
        return [.. z.Select(token => _weights.Map(prefix + "output", token))];
    }
}

/// <summary>What passed in a run of plain loops, of each kind of attention: [layer]…</summary>
internal sealed class PlainTranslation
{
    /// <summary>[layer][head][query][key]</summary>
    public Dictionary<AttentionKind, List<double[][][]>> Patterns { get; } = AttentionKind.All.ToDictionary(kind => kind, _ => new List<double[][][]>());

    /// <summary>[layer][head][token][head size]</summary>
    public Dictionary<AttentionKind, List<double[][][]>> Values { get; } = AttentionKind.All.ToDictionary(kind => kind, _ => new List<double[][][]>());

    /// <summary>[layer][token][head × head size]</summary>
    public Dictionary<AttentionKind, List<double[][]>> Z { get; } = Empty();

    /// <summary>What a block's output comes to with what it is added to, before the norm: [layer][token][hidden]</summary>
    public Dictionary<AttentionKind, List<double[][]>> Sums { get; } = Empty();

    /// <summary>What enters each layer of encoder or decoder, and what leaves the last: [layer + 1][token][hidden]</summary>
    public Dictionary<AttentionKind, List<double[][]>> States { get; } = Empty();

    /// <summary>What the decoder ends in: [token][hidden]</summary>
    public double[][] Final { get; set; } = [];

    private static Dictionary<AttentionKind, List<double[][]>> Empty() => AttentionKind.All.ToDictionary(kind => kind, _ => new List<double[][]>());
}
