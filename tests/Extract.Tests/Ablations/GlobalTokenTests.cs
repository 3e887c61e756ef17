using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Measures;
using AttnExtract.Extract.Tests.Measures;
using AttnExtract.Extract.Tests.Runs;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Specs;
using AttnExtract.Testing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Tests.Ablations;

/// <summary>
/// A layer of windows in which the first token sees all and is seen by all, and one without either, against plain loops in double precision from the
/// layer's input and the weights; under ablations and in measures of maps.
/// </summary>
public sealed class GlobalTokenTests
{
    private const string Text = "The quick brown fox sees the lazy dog.";
    private const int Layer = 1;

    // Records hold single precision.
    private const double Tolerance = 2e-6;

    public static TheoryData<string> Folders { get; } = ["longformer", "big_bird"];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_run_is_what_its_definition_says(string folder) => Check(folder, null);

    [Theory]
    [MemberData(nameof(Folders))]
    public void Heads_at_zero(string folder) => Check(folder, "1.2=zero", isGone: head => head == 2);

    [Theory]
    [MemberData(nameof(Folders))]
    public void Heads_made_uniform_over_what_they_see(string folder) => Check(folder, "1.0-1=uniform", isUniform: head => head <= 1);

    [Theory]
    [MemberData(nameof(Folders))]
    public void Edges_cut_before_the_softmax_and_at_zero_after_it(string folder)
    {
        // To the token that all see, and from it.
        Check(folder, "1.*:*>0=cut", isCut: (_, key) => key == 0);
        Check(folder, "1.*:0>6-7=cut", isCut: (query, key) => query == 0 && key is 6 or 7);
        Check(folder, "1.*:0,8>0=zero", factor: (query, key) => query is 0 or 8 && key == 0 ? 0 : 1);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Rollout_and_flow_go_by_what_every_token_sees(string folder)
    {
        using PretrainedModel model = Load(folder);
        AttentionRecord record = model.Capture(Text);
        int n = record.Tokens.Count;
        double[][] rolled = PlainRelevance.Identity(n);
        Measurement rollout = model.Measure(Text, MeasureCatalog.Rollout);
        Measurement flow = model.Measure(Text, MeasureCatalog.Flow);
        double[][][] mixed = [.. record.Layers.Select(layer => Mixed(record.Pattern(layer), n))];
        foreach (int layer in record.Layers)
        {
            rolled = PlainRelevance.Product(mixed[layer], rolled);
            Compare(rolled.SelectMany(row => row), rollout.Layers[layer]);
        }

        // In the lowest layer all goes straight to the input; what is made of higher ones is held to every cut elsewhere.
        Compare(mixed[0].SelectMany(row => row), flow.Layers[0]);
        Assert.Equal(model.Spec.HasGlobalTokens, Enumerable.Range(0, n).Any(far => far > model.Spec.WindowOf(Layer) && mixed[Layer][0][far] > 0));
    }

    private static void Check(
        string folder,
        string? ablation,
        Func<int, bool>? isGone = null,
        Func<int, bool>? isUniform = null,
        Func<int, int, bool>? isCut = null,
        Func<int, int, double>? factor = null)
    {
        using PretrainedModel model = Load(folder);
        CaptureOptions options = new()
        {
            Sites = ["layers.1.residual.pre", "layers.1.attention.pattern", "layers.1.attention.z"],
            Ablations = ablation is null ? [] : [Ablate.Parse(ablation)],
        };
        AttentionRecord record = model.Capture(Text, options);
        (StackSpec spec, int n) = (model.Spec, record.Tokens.Count);
        Assert.True(n > 9);
        Dictionary<string, Parameter> weights = model.Encoder.named_parameters().ToDictionary(weight => weight.name, weight => weight.parameter);
        double[][] input = [.. Numbers(record[HookName.ResidualPre(Layer)]).Chunk(spec.HiddenSize)];
        double[][] q = Mapped("query");
        double[][] k = Mapped("key");
        double[][] v = Mapped("value");
        (double[][] globalQ, double[][] globalK, double[][] globalV) =
            spec.HasGlobalTokens ? (Mapped("global.query"), Mapped("global.key"), Mapped("global.value")) : (q, k, v);
        List<double> patterns = [];
        List<double> z = [];
        for (int head = 0; head < spec.HeadCount; head++)
        {
            int first = head * spec.HeadSize;
            for (int query = 0; query < n; query++)
            {
                (double[][] asks, double[][] keys, double[][] values) = query == 0 ? (globalQ, globalK, globalV) : (q, k, v);
                double[] scores = [.. Enumerable.Range(0, n).Select(key =>
                    (Math.Abs(query - key) > spec.WindowOf(Layer) && query > 0 && key > 0) || isCut?.Invoke(query, key) == true
                    ? double.NegativeInfinity
                    : isUniform?.Invoke(head) == true ? 0
                    : Enumerable.Range(first, spec.HeadSize).Sum(i => asks[query][i] * keys[key][i]) / Math.Sqrt(spec.HeadSize))];
                double highest = scores.Max();
                double sum = scores.Sum(score => Math.Exp(score - highest));
                double[] row = [.. scores.Select((score, key) => Math.Exp(score - highest) / sum * (factor?.Invoke(query, key) ?? 1))];
                patterns.AddRange(row);
                z.AddRange(Enumerable.Range(first, spec.HeadSize).Select(i =>
                    isGone?.Invoke(head) == true ? 0 : row.Select((weight, key) => weight * values[key][i]).Sum()));
            }
        }

        Compare(patterns, record.Pattern(Layer));
        Compare(z, record[HookName.Z(Layer)]);

        double[][] Mapped(string name)
        {
            double[] weight = Numbers(weights[$"layers.1.attention.{name}.weight"]);
            double[] bias = Numbers(weights[$"layers.1.attention.{name}.bias"]);
            return [.. input.Select(token => PlainProduct.Of(weight, token).Zip(bias, (x, shift) => x + shift).ToArray())];
        }
    }

    private static PretrainedModel Load(string folder)
    {
        PretrainedFolder opened = PretrainedFolder.Open(ReferenceData.FolderOf("families", folder));
        return opened.Load(Precision.Float64, opened.Spec.HasGlobalTokens ? GlobalTokenRule.First : null);
    }

    // Half the mean of the heads, half the residual stream.
    private static double[][] Mixed(DenseArray pattern, int n) => [.. Enumerable.Range(0, n).Select(query => Enumerable.Range(0, n).Select(key =>
        (Enumerable.Range(0, pattern.Shape[0]).Average(head => (double)pattern[head][query].Values.Span[key]) / 2)
            + (query == key ? 0.5 : 0)).ToArray())];

    private static double[] Numbers(Parameter weight)
    {
        using Tensor exact = weight.detach().to(ScalarType.Float64).contiguous();
        return exact.data<double>().ToArray();
    }

    private static double[] Numbers(DenseArray array) => Array.ConvertAll(array.Values.ToArray(), value => (double)value);

    private static void Compare(IEnumerable<double> expected, DenseArray found)
    {
        double[] wanted = [.. expected];
        Assert.Equal(wanted.Length, found.Values.Length);
        Assert.All(wanted.Zip(Numbers(found)), pair => Assert.Equal(pair.First, pair.Second, Tolerance * Math.Max(1, Math.Abs(pair.First))));
    }
}
