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
            PlainTranslator zeroed = _plainly with { HasNoValue = (one, layer, _, token) => one == kind && layer == at.Layer && token == at.Key };
            PlainTranslation without = zeroed.Run(_source, _target);
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
                double[][] rolled = PlainRelevance.Identity(KeysOf(kind));
                return _run.Patterns[kind].SelectMany(layer =>
                {
                    rolled = PlainRelevance.Product(Mixed(kind, layer), rolled);
                    return rolled.SelectMany(row => row).ToArray();
                });
            });
        }
    }

    [Fact]
    public void Rollout_from_decoder_to_encoder_goes_by_the_bimodal_rules() => Check(MeasureCatalog.Rollout, "cross", _ =>
        PlainRelevance.Of(kind => [.. _run.Patterns[kind].Select(PlainRelevance.Mean)]).Cross.SelectMany(layer => layer.SelectMany(row => row)));

    [Theory]
    [InlineData("encoder")]
    [InlineData("decoder")]
    public void Flow_is_the_smallest_cut_between_a_layers_token_and_an_input(string name) => Check(MeasureCatalog.Flow, name, kind => PlainFlow.SmallestCuts(
        _run.Patterns[kind].Select(layer => Mixed(kind, layer).SelectMany(row => row).ToArray()), KeysOf(kind)).SelectMany(layer => layer));

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

    // Half the mean of the heads, half the residual stream; Abnar and Zuidema 2020, section 3.
    private double[][] Mixed(AttentionKind kind, double[][][] layer) =>
        [.. PlainRelevance.Plus(PlainRelevance.Mean(layer), PlainRelevance.Identity(KeysOf(kind))).Select(row => row.Select(x => x / 2).ToArray())];

    private static double Length(double[] vector) => Math.Sqrt(vector.Sum(x => x * x));

    private static double Cosine(double[] left, double[] right) => left.Zip(right, (x, y) => x * y).Sum() / (Length(left) * Length(right));
}
