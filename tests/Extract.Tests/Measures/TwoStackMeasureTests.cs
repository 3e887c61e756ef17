using AttnExtract.Extract.Measures;
using AttnExtract.Extract.Tests.Runs;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Measures;

/// <summary>Measures of every attention of an encoder and a decoder, against plain loops in double precision.</summary>
public sealed class TwoStackMeasureTests : IDisposable
{
    // Measures hold single precision.
    private const double Tolerance = 2e-6;

    private static readonly TextPair Text = new("The fox sees.") { Target = "Der Fuchs." };

    private static readonly string Folder = Path.Combine(ReferenceData.OwnRoot, "families", "bart");

    private readonly PretrainedModel _model = PretrainedModel.Load(Folder, Precision.Float64);
    private readonly int[] _source;
    private readonly int[] _target;
    private readonly PlainTranslator _plainly;
    private readonly PlainTranslation _run;

    public TwoStackMeasureTests()
    {
        AttentionRecord cross = _model.Capture([Text], CaptureOptions.Default)[0].Of(AttentionKind.Cross);
        _target = [.. cross.Tokens.Select(token => token.Id)];
        _source = [.. cross.Keys.Tokens.Select(token => token.Id)];
        _plainly = new PlainTranslator(_model);
        _run = _plainly.Run(_source, _target);
    }

    public static TheoryData<string> Kinds { get; } = [.. AttentionKind.All.Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Attention_is_the_weights(string name) => Check(MeasureCatalog.Attention, name, kind => _run.Patterns[kind].SelectMany(Flat));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_norm_is_how_long_what_a_head_brings_is(string name) => Check(MeasureCatalog.Norm, name, kind =>
        Cells(kind, HeadsOf(kind)).Select(at => Length(_plainly.Brought(_run, kind, at.Layer, [at.Head], at.Query, at.Key))));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_norm_of_the_sum_is_how_long_what_all_heads_bring_is(string name) => Check(MeasureCatalog.NormSum, name, kind =>
        Cells(kind, 1).Select(at => Length(_plainly.Brought(_run, kind, at.Layer, Enumerable.Range(0, HeadsOf(kind)), at.Query, at.Key))));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Value_zeroing_is_how_far_a_layers_output_turns(string name) => Check(MeasureCatalog.ValueZeroing, name, kind =>
    {
        AttentionKind own = kind == AttentionKind.Encoder ? kind : AttentionKind.Decoder;
        double[] turns = [.. Cells(kind, 1).Select(at =>
        {
            PlainTranslation without = new PlainTranslator(_model)
            {
                HasNoValue = (one, layer, _, token) => one == kind && layer == at.Layer && token == at.Key,
            }.Run(_source, _target);
            return 1 - Cosine(_run.States[own][at.Layer + 1][at.Query], without.States[own][at.Layer + 1][at.Query]);
        })];
        return turns.Chunk(KeysOf(kind)).SelectMany(row => row.Select(turn => turn / row.Sum()));
    });

    [Fact]
    public void A_stacks_own_rollout_is_half_its_residual_stream()
    {
        foreach (AttentionKind kind in (AttentionKind[])[AttentionKind.Encoder, AttentionKind.Decoder])
        {
            Check(MeasureCatalog.Rollout, kind.Name, _ =>
            {
                double[][] rolled = Identity(KeysOf(kind));
                return _run.Patterns[kind].SelectMany(layer =>
                {
                    double[][] mixed = [.. Plus(Mean(layer), Identity(KeysOf(kind))).Select(row => row.Select(x => x / 2).ToArray())];
                    rolled = Product(mixed, rolled);
                    return rolled.SelectMany(row => row).ToArray();
                });
            });
        }
    }

    /// <summary>Chefer et al. 2021, equations 6 to 10, on the means of the heads.</summary>
    [Fact]
    public void Rollout_from_decoder_to_encoder_goes_by_the_bimodal_rules() => Check(MeasureCatalog.Rollout, "cross", _ =>
    {
        double[][] ss = Identity(_source.Length);
        foreach (double[][][] layer in _run.Patterns[AttentionKind.Encoder])
        {
            ss = Plus(ss, Product(Mean(layer), ss));
        }

        double[][] tt = Identity(_target.Length);
        double[][] ts = [.. tt.Select(_ => new double[_source.Length])];
        List<double> all = [];
        for (int layer = 0; layer < _run.Patterns[AttentionKind.Cross].Count; layer++)
        {
            double[][] own = Mean(_run.Patterns[AttentionKind.Decoder][layer]);
            (tt, ts) = (Plus(tt, Product(own, tt)), Plus(ts, Product(own, ts)));
            double[][] asks = Shares(tt);
            double[][] turned = [.. asks.Select((_, i) => asks.Select(row => row[i]).ToArray())];
            ts = Plus(ts, Product(turned, Product(Mean(_run.Patterns[AttentionKind.Cross][layer]), Shares(ss))));
            all.AddRange(ts.SelectMany(row => row));
        }

        return all;

        static double[][] Shares(double[][] relevance) => [.. relevance.Select((row, i) =>
        {
            double beside = row.Sum() - 1;
            return row.Select((x, j) => (i == j ? 1 : 0) + (beside == 0 ? 0 : (x - (i == j ? 1 : 0)) / beside)).ToArray();
        })];
    });

    [Fact]
    public void A_measure_without_a_definition_across_says_why()
    {
        const string NoOwnToken = "it counts the residual stream as what a token brings itself, and no token of the decoder is among those that it "
            + "attends to; take norm or norm_sum";
        Assert.Equal(["alti", "alti_rollout", "flow", "norm_resln"], MeasureCatalog.All.Where(IsRefused).Select(measure => measure.Name).Order());
        foreach (Measure measure in (Measure[])[MeasureCatalog.NormWithResidual, MeasureCatalog.Alti, MeasureCatalog.AltiRollout])
        {
            Assert.Equal(Sentence(measure.Name, NoOwnToken), Failure(measure));
        }

        Assert.Equal(
            Sentence("flow", "its network is of one text, whose tokens every layer has again; take rollout, which is defined over both stacks"),
            Failure(MeasureCatalog.Flow));

        static string Sentence(string name, string reason) =>
            $"The measure '{name}' has no definition in attention from decoder to encoder: {reason}.";
        bool IsRefused(Measure measure) => Xunit.Record.Exception(() => _model.Measure(Text, [measure])) is AttnExtractException;
        string Failure(Measure measure) => Assert.Throws<AttnExtractException>(() => _model.Measure(Text, [measure])).Message;
    }

    public void Dispose() => _model.Dispose();

    private void Check(Measure measure, string name, Func<AttentionKind, IEnumerable<double>> wanted)
    {
        AttentionKind kind = AttentionKind.Get(name);
        Measurement found = _model.Measure(Text, [measure], new MeasureOptions { Kind = kind })[0];
        Assert.Equal(kind, found.Kind);
        double[] numbers = [.. found.Layers.SelectMany(layer => layer.Values.ToArray())];
        double[] expected = [.. wanted(kind)];
        Assert.Equal(expected.Length, numbers.Length);
        Assert.All(expected.Zip(numbers), pair => Assert.Equal(pair.First, pair.Second, Tolerance * Math.Max(1, Math.Abs(pair.First))));
    }

    private IEnumerable<(int Layer, int Head, int Query, int Key)> Cells(AttentionKind kind, int heads) =>
        from layer in Enumerable.Range(0, _plainly.SpecOf(kind).LayerCount)
        from head in Enumerable.Range(0, heads)
        from query in Enumerable.Range(0, kind == AttentionKind.Encoder ? _source.Length : _target.Length)
        from key in Enumerable.Range(0, KeysOf(kind))
        select (layer, head, query, key);

    private int HeadsOf(AttentionKind kind) => _plainly.SpecOf(kind).HeadCount;

    private int KeysOf(AttentionKind kind) => kind == AttentionKind.Decoder ? _target.Length : _source.Length;

    private static IEnumerable<double> Flat(double[][][] heads) => heads.SelectMany(head => head.SelectMany(row => row));

    private static double[][] Mean(double[][][] heads) =>
        [.. heads[0].Select((row, query) => row.Select((_, key) => heads.Average(head => head[query][key])).ToArray())];

    private static double[][] Identity(int n) =>
        [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Select(j => i == j ? 1.0 : 0).ToArray())];

    private static double[][] Plus(double[][] left, double[][] right) => [.. left.Zip(right, (a, b) => a.Zip(b, (x, y) => x + y).ToArray())];

    private static double[][] Product(double[][] left, double[][] right) =>
        [.. left.Select(row => right[0].Select((_, column) => row.Select((x, inner) => x * right[inner][column]).Sum()).ToArray())];

    private static double Length(double[] vector) => Math.Sqrt(vector.Sum(x => x * x));

    private static double Cosine(double[] left, double[] right) => left.Zip(right, (x, y) => x * y).Sum() / (Length(left) * Length(right));
}
