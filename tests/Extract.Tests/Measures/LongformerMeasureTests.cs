using AttnExtract.Extract.Measures;
using AttnExtract.Extract.Targets;
using AttnExtract.Extract.Tests.Runs;
using AttnExtract.Model;
using AttnExtract.Model.Text;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Measures;

/// <summary>Measures that explain a number, of windows in which the first token sees all and is seen by all, against differences of plain loops.</summary>
public sealed class LongformerMeasureTests : IDisposable
{
    private const string Text = "dog";

    // Of the largest number of a measure, which holds single precision. A difference misses the slope by the square of its step, 1e-8.
    private const double Tolerance = 2e-6;
    private const double Step = 1e-4;

    // Near blank words the norms bend more.
    private const double StepOfWords = 1e-5;

    // Hao et al. 2021, section 3.
    private const int StepsOfAttention = 20;

    private readonly PretrainedModel _model =
        PretrainedFolder.Open(ReferenceData.FolderOf("families", "longformer")).Load(Precision.Float64, GlobalTokenRule.First);
    private readonly EncodingToken[] _tokens;
    private readonly PlainLongformer _plainly;

    public LongformerMeasureTests()
    {
        _tokens = [.. _model.Tokenizer.Encode(Text).Tokens];
        _plainly = new PlainLongformer(_model);
    }

    private int[] Ids => [.. _tokens.Select(token => token.Id)];

    [Fact]
    public void Attention_is_the_weights_and_hides_what_is_far_but_for_the_first_token()
    {
        List<double[][][]> patterns = [];
        _plainly.Run(Ids, patterns);

        AssertNear(patterns.SelectMany(layer => layer.SelectMany(head => head.SelectMany(row => row))), Measured(MeasureCatalog.Attention));
        Assert.Contains(Cells(), cell => !_plainly.Sees(cell.Layer, cell.Query, cell.Key));
    }

    [Fact]
    public void Gradients_and_what_is_made_of_them_are_slopes()
    {
        Dictionary<(int, int, int, int), double> slopes = Cells().ToDictionary(at => at, at => !_plainly.Sees(at.Layer, at.Query, at.Key) ? 0 : Slope(step =>
            With((layer, head, query, key) => (layer, head, query, key) == at ? 1 + step : 1)));
        double[][] relevance = PlainRelevance.Identity(_tokens.Length);
        foreach (int layer in Enumerable.Range(0, _model.Spec.LayerCount))
        {
            double[][] mean = [.. Places.Select(query => Places.Select(key =>
                Heads.Average(head => Math.Max(0, slopes[(layer, head, query, key)]))).ToArray())];
            relevance = PlainRelevance.Plus(relevance, PlainRelevance.Product(mean, relevance));
        }

        AssertNear(Cells().Select(at => slopes[at]), Measured(MeasureCatalog.Gradient));
        AssertNear(relevance.SelectMany(row => row), Measured(MeasureCatalog.Chefer));
        AssertNear(
            from layer in Enumerable.Range(0, _model.Spec.LayerCount)
            from head in Heads
            select Math.Abs(Slope(step => With((l, h, _, _) => (l, h) == (layer, head) ? 1 + step : 1))),
            Measured(MeasureCatalog.Taylor));
    }

    [Fact]
    public void Attention_attribution_sums_slopes_on_the_way_from_no_attention_of_a_layer() => AssertNear(
        LongSet.Spread(7, Cells()).Select(at => !_plainly.Sees(at.Layer, at.Query, at.Key) ? 0 : Enumerable.Range(1, StepsOfAttention).Average(i =>
        {
            double share = (double)i / StepsOfAttention;
            return Slope(step => With((layer, head, query, key) =>
                layer != at.Layer ? 1 : (layer, head, query, key) == at ? share * (1 + step) : share)) / share;
        })),
        [.. LongSet.Spread(7, Measured(MeasureCatalog.IntegratedGradients))]);

    [Fact]
    public void Integrated_gradients_sum_slopes_on_the_way_from_blank_words()
    {
        const int Steps = 4;
        double[] blank = _plainly.Word(_model.Tokenizer.PadId!.Value);

        Measurement found = _model.Measure(
            new TextPair(Text), [MeasureCatalog.IntegratedWordGradients], new MeasureOptions { Target = new FirstNumbers(), Steps = Steps })[0];

        AssertNear(
            _tokens.Select((token, changed) => token.IsSpecial ? 0 : Enumerable.Range(0, Steps).Average(i => Slope(
                step => Between(at => ((i + 0.5) / Steps) + (at == changed ? step : 0)), StepOfWords))),
            [.. found.Values!.Values.Span]);

        PlainLongformer Between(Func<int, double> shareAt) => _plainly with
        {
            Replacing = at => _tokens[at].IsSpecial ? null
                : [.. blank.Zip(_plainly.Word(_tokens[at].Id), (from, to) => from + (shareAt(at) * (to - from)))],
        };
    }

    [Fact]
    public void Occlusion_is_what_the_target_loses_by_a_token_blanked_out()
    {
        double plain = Score(_plainly, Ids);

        AssertNear(
            Places.Select(blanked => plain - Score(_plainly, [.. Ids.Select((id, at) => at == blanked ? _model.Tokenizer.MaskId!.Value : id)])),
            Measured(MeasureCatalog.Occlusion));
    }

    public void Dispose() => _model.Dispose();

    private IEnumerable<int> Places => Enumerable.Range(0, _tokens.Length);

    private IEnumerable<int> Heads => Enumerable.Range(0, _model.Spec.HeadCount);

    private IEnumerable<(int Layer, int Head, int Query, int Key)> Cells() =>
        from layer in Enumerable.Range(0, _model.Spec.LayerCount)
        from head in Heads
        from query in Places
        from key in Places
        select (layer, head, query, key);

    private PlainLongformer With(Func<int, int, int, int, double> factor) => _plainly with { Factor = factor };

    private double Slope(Func<double, PlainLongformer> changed, double step = Step) =>
        (Score(changed(step), Ids) - Score(changed(-step), Ids)) / (2 * step);

    private static double Score(PlainLongformer plainly, int[] ids) => plainly.Run(ids)[1].Take(3).Sum();

    private float[] Measured(Measure measure)
    {
        Measurement found = _model.Measure(new TextPair(Text), [measure], new MeasureOptions { Target = new FirstNumbers() })[0];
        return found.Values is { } values ? values.Values.ToArray() : [.. found.Layers.SelectMany(layer => layer.Values.ToArray())];
    }

    private static void AssertNear(IEnumerable<double> expected, float[] found)
    {
        double[] wanted = [.. expected];
        double largest = wanted.Max(Math.Abs);
        Assert.NotEqual(0, largest);
        Assert.Equal(wanted.Length, found.Length);
        Assert.All(wanted.Zip(found), pair => Assert.Equal(pair.First, pair.Second, Tolerance * largest));
    }

    /// <summary>The sum of the first dimensions of the state of a token that is not global.</summary>
    private sealed class FirstNumbers : MeasureTarget
    {
        internal override string MetricName => "second";

        internal override string Meaning => "second token's numbers";

        internal override BoundTarget Bind(PretrainedModel model, Encoding encoding) =>
            new("the second token's numbers", encoding, [1], hidden => hidden.narrow(1, 1, 1).narrow(2, 0, 3).sum([1, 2]));
    }
}
