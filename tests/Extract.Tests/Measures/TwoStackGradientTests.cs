using AttnExtract.Extract.Measures;
using AttnExtract.Extract.Tests.Runs;
using AttnExtract.Model;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Measures;

/// <summary>Measures that explain the likelihood of a target, of every attention of an encoder and a decoder, against differences of plain loops.</summary>
public sealed class TwoStackGradientTests : IDisposable
{
    // Of the largest number of a measure, which holds single precision. A difference misses the slope by the square of its step, 1e-8.
    private const double Tolerance = 2e-6;
    private const double Step = 1e-4;

    // Near blank words the norms bend more.
    private const double StepOfWords = 1e-5;

    // Hao et al. 2021, section 3.
    private const int StepsOfAttention = 20;

    private static readonly TextPair Text = new("A dog.") { Target = "Ei" };

    private readonly PretrainedModel _model = PretrainedModel.Load(Path.Combine(ReferenceData.OwnRoot, "families", "bart"), Precision.Float64);
    private readonly RecordToken[] _source;
    private readonly RecordToken[] _target;
    private readonly int[] _wanted;
    private readonly PlainTranslator _plainly;

    public TwoStackGradientTests()
    {
        AttentionRecord cross = _model.Capture([Text], CaptureOptions.Default)[0].Of(AttentionKind.Cross);
        _source = [.. cross.Keys.Tokens];
        _target = [.. cross.Tokens];
        _wanted = [.. _target.Select(token => token.Id)];
        _plainly = new PlainTranslator(_model);
    }

    public static TheoryData<string> Kinds { get; } = [.. AttentionKind.All.Select(kind => kind.Name)];

    [Fact]
    public void Gradients_and_the_relevance_made_of_them_are_slopes()
    {
        Dictionary<AttentionKind, double[][][][]> slopes = AttentionKind.All.ToDictionary(kind => kind, SlopesOf); // [layer][head][query][key]

        PlainRelevance relevance = PlainRelevance.Of(kind => [.. slopes[kind].Select(layer => PlainRelevance.Mean(
            [.. layer.Select(head => head.Select(row => row.Select(slope => Math.Max(0, slope)).ToArray()).ToArray())]))]);

        foreach (AttentionKind kind in AttentionKind.All)
        {
            AssertNear(slopes[kind].SelectMany(layer => layer.SelectMany(head => head.SelectMany(row => row))), Measured(MeasureCatalog.Gradient, kind));
            AssertNear(
                (kind.IsCross ? relevance.Cross[^1] : kind == AttentionKind.Decoder ? relevance.Target : relevance.Source).SelectMany(row => row),
                Measured(MeasureCatalog.Chefer, kind));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_heads_importance_is_the_slope_of_its_gate(string name)
    {
        AttentionKind kind = AttentionKind.Get(name);

        AssertNear(
            HeadsOf(kind).Select(head => Math.Abs(Slope(step => With(kind, (layer, h, _, _) => (layer, h) == head ? 1 + step : 1)))),
            Measured(MeasureCatalog.Taylor, kind));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Attention_attribution_sums_slopes_on_the_way_from_no_attention_of_a_layer(string name)
    {
        AttentionKind kind = AttentionKind.Get(name);

        AssertNear(
            from cell in LongSet.Spread(7,
                from head in HeadsOf(kind)
                from query in Enumerable.Range(0, QueriesOf(kind).Length)
                from key in Enumerable.Range(0, KeysOf(kind).Length)
                select (head.Layer, head.Head, Query: query, Key: key))
            select kind == AttentionKind.Decoder && cell.Key > cell.Query ? 0 : OnTheWay(cell),
            [.. LongSet.Spread(7, Measured(MeasureCatalog.IntegratedGradients, kind))]);

        double OnTheWay((int Layer, int, int, int) at) => Enumerable.Range(1, StepsOfAttention).Average(i =>
        {
            double share = (double)i / StepsOfAttention;
            return Slope(step => With(kind, (layer, head, query, key) =>
                layer != at.Layer ? 1 : (layer, head, query, key) == at ? share * (1 + step) : share)) / share;
        });
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Integrated_gradients_sum_slopes_on_the_way_from_blank_words(string name)
    {
        const int Steps = 4;
        AttentionKind kind = AttentionKind.Get(name);
        AttentionKind read = kind == AttentionKind.Decoder ? kind : AttentionKind.Encoder;
        RecordToken[] keys = KeysOf(kind);
        double[] blank = _plainly.Word(_model.Tokenizer.PadId!.Value);
        double[] expected = [.. keys.Select((token, changed) => token.IsSpecial ? 0 : Enumerable.Range(0, Steps).Average(i => Slope(step =>
            Between(at => ((i + 0.5) / Steps) + (at == changed ? step : 0)), StepOfWords)))];

        Measurement found = _model.Measure(Text, [MeasureCatalog.IntegratedWordGradients], new MeasureOptions { Kind = kind, Steps = Steps })[0];

        AssertNear(expected, [.. found.Values!.Values.Span]);
        Assert.Equal(Score(_plainly) - Score(Between(_ => 0)), found.Completeness!.Difference, 1e-9);

        // Word vectors so far on the way from the blank one, but for those that the tokenizer adds.
        PlainTranslator Between(Func<int, double> shareAt) => _plainly with
        {
            Replacing = (own, at) => own != read || keys[at].IsSpecial ? null
                : [.. blank.Zip(_plainly.Word(keys[at].Id), (from, to) => from + (shareAt(at) * (to - from)))],
        };
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Occlusion_is_what_the_target_loses_by_a_token_blanked_out(string name)
    {
        AttentionKind kind = AttentionKind.Get(name);
        bool isOfTarget = kind == AttentionKind.Decoder;
        double plain = Score(_plainly);

        AssertNear(
            KeysOf(kind).Select((_, blanked) => plain - Score(_plainly, isOfTarget ? null : blanked, isOfTarget ? blanked : null)),
            Measured(MeasureCatalog.Occlusion, kind));
    }

    public void Dispose() => _model.Dispose();

    private double[][][][] SlopesOf(AttentionKind kind) =>
    [
        .. HeadsOf(kind).GroupBy(head => head.Layer).Select(heads => heads.Select(at =>
            QueriesOf(kind).Select((_, query) => KeysOf(kind).Select((_, key) => kind == AttentionKind.Decoder && key > query ? 0 : Slope(step =>
                With(kind, (layer, head, q, k) => (layer, head) == at && (q, k) == (query, key) ? 1 + step : 1))).ToArray()).ToArray()).ToArray()),
    ];

    private PlainTranslator With(AttentionKind kind, Func<int, int, int, int, double> factor) =>
        _plainly with { Factor = (at, layer, head, query, key) => at == kind ? factor(layer, head, query, key) : 1 };

    private double Slope(Func<double, PlainTranslator> changed, double step = Step) => (Score(changed(step)) - Score(changed(-step))) / (2 * step);

    private double Score(PlainTranslator plainly, int? blankedSource = null, int? blankedTarget = null)
    {
        return plainly.LogLikelihood(plainly.Run(Blanked(_source, blankedSource), Blanked(_target, blankedTarget)), _wanted);

        int[] Blanked(RecordToken[] tokens, int? blanked) => [.. tokens.Select((token, at) => at == blanked ? _model.Tokenizer.MaskId!.Value : token.Id)];
    }

    private float[] Measured(Measure measure, AttentionKind kind)
    {
        Measurement found = _model.Measure(Text, [measure], new MeasureOptions { Kind = kind })[0];
        return found.Values is { } values ? values.Values.ToArray() : [.. found.Layers.SelectMany(layer => layer.Values.ToArray())];
    }

    private IEnumerable<(int Layer, int Head)> HeadsOf(AttentionKind kind) =>
        from layer in Enumerable.Range(0, _model.Structure[kind.Stack].LayerCount)
        from head in Enumerable.Range(0, _model.Structure[kind.Stack].HeadCount)
        select (layer, head);

    private RecordToken[] QueriesOf(AttentionKind kind) => kind == AttentionKind.Encoder ? _source : _target;

    private RecordToken[] KeysOf(AttentionKind kind) => kind == AttentionKind.Decoder ? _target : _source;

    private static void AssertNear(IEnumerable<double> expected, float[] found)
    {
        double[] wanted = [.. expected];
        double largest = wanted.Max(Math.Abs);
        Assert.NotEqual(0, largest);
        Assert.Equal(wanted.Length, found.Length);
        Assert.All(wanted.Zip(found), pair => Assert.Equal(pair.First, pair.Second, Tolerance * largest));
    }
}
