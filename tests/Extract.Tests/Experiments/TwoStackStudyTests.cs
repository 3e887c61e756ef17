using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Experiments.Curves;
using AttnExtract.Extract.Experiments.Differences;
using AttnExtract.Extract.Experiments.Pairs;
using AttnExtract.Extract.Experiments.Sweeps;
using AttnExtract.Extract.Metrics;
using AttnExtract.Extract.Surveys.Heads;
using AttnExtract.Extract.Targets;
using AttnExtract.Extract.Tests.Runs;
using AttnExtract.Model;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Experiments;

/// <summary>
/// Statistics, comparisons, pairs and curves of heads, in every attention of an encoder and a decoder, against plain loops in double precision.
/// </summary>
public sealed class TwoStackStudyTests : IDisposable
{
    // Maps hold single precision.
    private const double Tolerance = 2e-6;

    private const double Step = 1e-4;
    private const int Separator = 2;

    private static readonly TextPair[] Texts =
        [new("The fox, the fox.") { Target = "Der Hund, der Hund." }, new("A dog.") { Target = "Ein Hund" }];

    private readonly PretrainedModel _model = PretrainedModel.Load(Path.Combine(ReferenceData.OwnRoot, "families", "bart"), Precision.Float64);
    private readonly PlainTranslator _plainly;
    private readonly (RecordToken[] Source, RecordToken[] Target)[] _tokens;
    private readonly PlainTranslation[] _runs;

    public TwoStackStudyTests()
    {
        _plainly = new PlainTranslator(_model);
        AttentionRecord[] cross = [.. _model.Capture(Texts, CaptureOptions.Default).Select(record => record.Of(AttentionKind.Cross))];
        _tokens = [.. cross.Select(record => (record.Keys.Tokens.ToArray(), record.Tokens.ToArray()))];
        _runs = [.. Texts.Select((_, text) => RunOf(_plainly, text))];
    }

    public static TheoryData<string> Kinds { get; } = [.. AttentionKind.All.Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Statistics_of_heads_are_means_over_texts_of_means_over_queries(string name)
    {
        AttentionKind kind = AttentionKind.Get(name);

        HeadSurvey survey = _model.Survey(Texts, new HeadSurveyOptions { Kind = kind });

        Assert.Equal(
            kind.IsCross
                ? ["entropy", "first", "separator", "punctuation", "confidence"]
                : HeadStatisticCatalog.All.Select(statistic => statistic.Name),
            survey.Statistics.Select(result => result.Statistic.Name));
        foreach (HeadStatisticResult result in survey.Statistics)
        {
            AssertNear(HeadsOf(kind).Select(head => Texts.Select((_, text) => Statistic(result.Statistic.Name, kind, text, MapOf(kind, text, head)))
                .Where(double.IsFinite).Average()), result.Values);
        }

        AssertNear(
            HeadsOf(kind).SelectMany(left => HeadsOf(kind).Select(right =>
                Texts.Select((_, text) => Divergence(MapOf(kind, text, left), MapOf(kind, text, right))).Average())),
            survey.Divergences);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Two_runs_differ_by_the_divergence_of_their_rows(string name)
    {
        AttentionKind kind = AttentionKind.Get(name);
        PlainTranslation changed = RunOf(_plainly with { IsUniform = (at, layer, head) => at == kind && (layer, head) == (0, 1) }, 0);
        AttentionRecord before = _model.Capture([Texts[0]], CaptureOptions.Default)[0];
        AttentionRecord after = _model.Capture([Texts[0]], CaptureOptions.Default with { Ablations = [Ablate.Parse($"{name} 0.1=uniform")] })[0];
        foreach (AttentionKind other in AttentionKind.All)
        {
            RecordComparison comparison = before.Of(other).CompareTo(after.Of(other));

            double[] expected = [.. HeadsOf(other).Select(head => Divergence(MapOf(other, 0, head), changed.Patterns[other][head.Layer][head.Head]))];
            Assert.Equal(expected.Length, comparison.Distances.Length);
            Assert.All(expected.Zip(comparison.Distances), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
            Assert.True(other != kind || expected[1] > 10 * Tolerance, $"{expected[1]}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Pairs_and_curves_are_of_the_likelihood_without_heads(string name)
    {
        AttentionKind kind = AttentionKind.Get(name);
        (int Layer, int Head)[] heads = [.. HeadsOf(kind)];

        PairSweep pairs = _model.SweepPairs(Texts, new SweepOptions { Kind = kind });
        Removal removal = _model.RemoveHeads(Texts, new RemovalOptions
        {
            Kind = kind,
            Steps = 2,
            Orders = [RemovalOrder.Greedy, RemovalOrder.Taylor],
            Metric = Metric.DropOf(MeasureTarget.Likelihood),
        });

        Assert.Equal(heads, pairs.Heads);
        double[,] together = new double[heads.Length, heads.Length];
        for (int first = 0; first < heads.Length; first++)
        {
            for (int second = first; second < heads.Length; second++)
            {
                together[first, second] = together[second, first] = Effect(kind, [heads[first], heads[second]]);
                Assert.Equal(together[first, second], pairs.Together[(first * heads.Length) + second], 1e-9);
                Assert.Equal(together[first, second], pairs.Together[(second * heads.Length) + first], 1e-9);
            }
        }

        int least = Enumerable.Range(0, heads.Length).MinBy(head => together[head, head]);
        int next = Enumerable.Range(0, heads.Length).Where(head => head != least).MinBy(head => together[least, head]);
        AssertCurve(removal.Curves[0], [least, next]);

        // Michel et al. 2019, equation 2.
        AssertCurve(removal.Curves[1], [.. Enumerable.Range(0, heads.Length).OrderBy(head => Texts.Select((_, text) => Math.Abs(
            (Likelihood(Gated(kind, heads[head], 1 + Step), text) - Likelihood(Gated(kind, heads[head], 1 - Step), text)) / (2 * Step))).Sum()).Take(2)]);

        void AssertCurve(RemovalCurve curve, int[] order)
        {
            Assert.Equal(order.Select(head => heads[head]), curve.Heads);
            double[] effects = [0, together[order[0], order[0]], together[order[0], order[1]]];
            Assert.Equal(effects.Length, curve.Effects.Length);
            Assert.All(effects.Zip(curve.Effects), pair => Assert.Equal(pair.First, pair.Second.Mean, 1e-9));
        }
    }

    public void Dispose() => _model.Dispose();

    private double Effect(AttentionKind kind, (int Layer, int Head)[] gone)
    {
        PlainTranslator without = _plainly with
        {
            Replaced = (at, layer, head, _) => at == kind && gone.Contains((layer, head)) ? new double[_plainly.SpecOf(kind).HeadSize] : null,
        };
        return Texts.Select((_, text) => Likelihood(_plainly, text) - Likelihood(without, text)).Average();
    }

    private PlainTranslator Gated(AttentionKind kind, (int Layer, int Head) gated, double gate) =>
        _plainly with { Factor = (at, layer, head, _, _) => at == kind && (layer, head) == gated ? gate : 1 };

    private double Likelihood(PlainTranslator plainly, int text) => plainly.LogLikelihood(RunOf(plainly, text), Ids(_tokens[text].Target));

    private PlainTranslation RunOf(PlainTranslator plainly, int text) => plainly.Run(Ids(_tokens[text].Source), Ids(_tokens[text].Target));

    private double[][] MapOf(AttentionKind kind, int text, (int Layer, int Head) head) => _runs[text].Patterns[kind][head.Layer][head.Head];

    private IEnumerable<(int Layer, int Head)> HeadsOf(AttentionKind kind) =>
        from layer in Enumerable.Range(0, _plainly.SpecOf(kind).LayerCount)
        from head in Enumerable.Range(0, _plainly.SpecOf(kind).HeadCount)
        select (layer, head);

    // NaN where the text has nothing to measure it by.
    private double Statistic(string name, AttentionKind kind, int text, double[][] map)
    {
        RecordToken[] keys = kind == AttentionKind.Decoder ? _tokens[text].Target : _tokens[text].Source;
        return name switch
        {
            "entropy" => map.Average(row => -row.Sum(weight => weight > 0 ? weight * Math.Log(weight) : 0)),
            "distance" => map.Select((row, query) => row.Select((weight, key) => weight * Math.Abs(query - key)).Sum()).Average(),
            "self" => map.Select((row, query) => row[query]).Average(),
            "previous" => map.Skip(1).Select((row, query) => row[query]).Average(),
            "next" => map.SkipLast(1).Select((row, query) => row[query + 1]).Average(),
            "first" => map.Average(row => row[0]),
            "separator" => To(key => keys[key].Id == Separator),
            "punctuation" => To(key => !keys[key].IsSpecial && keys[key].Text is "," or "."),
            "same_token" => map.Select((row, query) => Enumerable.Range(0, row.Length).Where(key => key != query && keys[key].Id == keys[query].Id).ToArray())
                .Zip(map, (same, row) => same.Length == 0 ? double.NaN : same.Sum(key => row[key])).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average(),
            "confidence" => map.Average(row => row.Where((_, key) => keys[key].Id != Separator).Max()),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such statistic."),
        };

        double To(Func<int, bool> isMeant) => Enumerable.Range(0, keys.Length).Where(isMeant).ToArray() is { Length: > 0 } meant
            ? map.Average(row => meant.Sum(key => row[key]))
            : double.NaN;
    }

    // Of Jensen and Shannon, in nats, averaged over rows.
    private static double Divergence(double[][] left, double[][] right) =>
        left.Zip(right, (a, b) => a.Zip(b, (x, y) => (Term(x, (x + y) / 2) + Term(y, (x + y) / 2)) / 2).Sum()).Average();

    private static double Term(double weight, double middle) => weight > 0 ? weight * Math.Log(weight / middle) : 0;

    private static int[] Ids(RecordToken[] tokens) => [.. tokens.Select(token => token.Id)];

    private static void AssertNear(IEnumerable<double> expected, DenseArray found)
    {
        double[] wanted = [.. expected];
        Assert.Equal(wanted.Length, found.Values.Length);
        Assert.All(wanted.Zip(found.Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, Tolerance * Math.Max(1, Math.Abs(pair.First))));
    }
}
