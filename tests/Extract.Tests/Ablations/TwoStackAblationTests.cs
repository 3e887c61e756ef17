using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Experiments.Sweeps;
using AttnExtract.Extract.Tests.Runs;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Specs;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Ablations;

/// <summary>Every kind of ablation in every attention of an encoder and a decoder, against plain loops in double precision.</summary>
public sealed class TwoStackAblationTests : IDisposable
{
    private const string Text = "The fox sees.";
    private const string Target = "Der Fuchs.";
    private const string Other = "A fox saw it.\tEin Hund.";
    private static readonly string[] Reference = ["A dog sat there.\tEin Hund.", "Foxes are quick.\tDer Fuchs ist da."];

    // Records hold single precision.
    private const double Tolerance = 2e-6;

    private readonly PretrainedModel _model = PretrainedModel.Load(Path.Combine(ReferenceData.OwnRoot, "families", "bart"), Precision.Float64);

    public static TheoryData<string> Kinds { get; } = [.. AttentionKind.All.Select(kind => kind.Name)];

    [Fact]
    public void A_run_is_what_its_definition_says() => Check(null, _ => new PlainTranslator(_model));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Heads_at_zero(string name) => Check($"{name} 1.1=zero", kind => new PlainTranslator(_model)
    {
        Replaced = (at, layer, head, _) => at == kind && (layer, head) == (1, 1) ? new double[SpecOf(kind).HeadSize] : null,
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Heads_made_uniform_over_what_they_see(string name) =>
        Check($"{name} 1.*=uniform", kind => new PlainTranslator(_model) { IsUniform = (at, layer, _) => at == kind && layer == 1 });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Heads_at_their_mean_over_other_texts_with_their_targets(string name) => Check($"{name} 1.0=mean", kind =>
    {
        double[][] all = [.. Reference.SelectMany(text => ZOf(kind, text))];
        double[] mean = [.. Enumerable.Range(0, SpecOf(kind).HeadSize).Select(i => all.Average(token => token[i]))];
        return new PlainTranslator(_model) { Replaced = (at, layer, head, _) => at == kind && (layer, head) == (1, 0) ? mean : null };
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Heads_of_another_text_with_its_target(string name)
    {
        // Of as many tokens as that which is run: the text itself with another source, or another target.
        string source = name == "encoder" ? $"{Text}\t{Target}" : $"The fox saw.\t{Target}";
        Check($"{name} 1.0=resample", kind =>
        {
            double[][] other = ZOf(kind, source);
            return new PlainTranslator(_model)
            {
                Replaced = (at, layer, head, token) => at == kind && (layer, head) == (1, 0) ? other[token][..SpecOf(kind).HeadSize] : null,
            };
        }, source);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Edges_cut_before_the_softmax_and_at_zero_after_it(string name)
    {
        Check($"{name} *.1:2-3>0=cut", kind => new PlainTranslator(_model)
        {
            IsCut = (at, _, head, query, key) => at == kind && head == 1 && query is 2 or 3 && key == 0,
        });
        Check($"{name} 0.*:*>0=zero", kind => new PlainTranslator(_model)
        {
            Factor = (at, layer, _, _, key) => at == kind && layer == 0 && key == 0 ? 0 : 1,
        });
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Values_at_zero(string name) => Check($"{name} 1.0-1:v1,2=zero", kind => new PlainTranslator(_model)
    {
        HasNoValue = (at, layer, head, token) => at == kind && layer == 1 && head <= 1 && token is 1 or 2,
    });

    [Theory]
    [InlineData("encoder")]
    [InlineData("decoder")]
    public void Feed_forward_blocks_at_zero_and_layers_left_out(string name)
    {
        Check($"{name} mlp 1=zero", kind => new PlainTranslator(_model) { HasNoMlp = (at, layer) => at == kind && layer == 1 });
        Check($"{name} layer 0=skip", kind => new PlainTranslator(_model) { IsSkipped = (at, layer) => at == kind && layer == 0 });
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_sweep_is_how_much_the_likelihood_of_the_target_drops(string name)
    {
        AttentionKind kind = AttentionKind.Get(name);
        (int[] source, int[] target) = Ids($"{Text}\t{Target}");

        Sweep sweep = _model.Sweep([new TextPair(Text) { Target = Target }], new SweepOptions { Kind = kind });

        double plain = Score(new PlainTranslator(_model));
        Assert.Equal(plain, sweep.Plain, 1e-9);
        Assert.Equal((kind, SpecOf(kind).LayerCount, SpecOf(kind).HeadCount), (sweep.Kind, sweep.Rows, sweep.Columns));
        foreach (SweepEffect effect in sweep.Effects)
        {
            double without = Score(new PlainTranslator(_model)
            {
                Replaced = (at, layer, head, _) =>
                    at == kind && (layer, head) == (effect.Layer, effect.Column) ? new double[SpecOf(kind).HeadSize] : null,
            });
            Assert.Equal(plain - without, effect.Mean.Mean, 1e-9);
            Assert.Equal($"{name} {effect.Layer}.{effect.Column}=zero", effect.Ablation);
        }

        double Score(PlainTranslator plainly) => plainly.LogLikelihood(plainly.Run(source, target), target);
    }

    [Fact]
    public void What_is_not_known_in_a_decoder_is_said()
    {
        Assert.Equal(
            "'mean(1 text " + Replacement.Mean(["A dog."]).ToString()[12..] + "' is not known at 'decoder.layers.1.cross.z': the reference text "
            + "“A dog.” has no target, without which the decoder reads nothing; write each text with its target, a tab between.",
            Failure(() => Run(Ablate.Parse("cross 1.0=mean", new() { Reference = ["A dog."] }))));
        Assert.Equal(
            "Layers and their feed-forward blocks are those of a stack: say encoder or decoder before them, not cross.",
            Failure(() => Run(Ablate.Parse("cross mlp 1=zero"))));
        Assert.Equal(
            "The attention of the kind 'cross' is of the decoder of bart, which reads nothing without a target: give one "
            + "(--target TEXT, or in a file after a tab).",
            Failure(() => _model.Sweep([new TextPair(Text)], new SweepOptions { Kind = AttentionKind.Cross })));
        Assert.Equal(
            "“A dog.” has no target, and other texts have; write each text with its target, a tab between.",
            Failure(() => _model.Sweep([new TextPair(Other), new TextPair("A dog.")])));
        Assert.Equal(
            "“a | b | c” is more than a text, a tab and its target.", Failure(() => _model.Sweep("a\tb\tc")));

        void Run(Ablation ablation) => _model.Capture([new TextPair(Text) { Target = Target }], new() { Ablations = [ablation] });
    }

    public void Dispose() => _model.Dispose();

    private static string Failure(Action act) => Assert.Throws<AttnExtractException>(act).Message;

    private StackSpec SpecOf(AttentionKind kind) => _model.Structure[kind.Stack];

    private (int[] Source, int[] Target) Ids(string text)
    {
        TextPair pair = new TextPair(text).InColumns();
        return (
            [.. _model.Tokenizer.Encode(pair.Text).Tokens.Select(token => token.Id)],
            [.. _model.EncodeTarget(pair.Target!).Tokens.Select(token => token.Id)]);
    }

    private double[][] ZOf(AttentionKind kind, string text)
    {
        (int[] source, int[] target) = Ids(text);
        return [.. new PlainTranslator(_model).Run(source, target).Z[kind][1].Select(token => token[..SpecOf(kind).HeadSize])];
    }

    private void Check(string? ablation, Func<AttentionKind, PlainTranslator> plain, string? source = null)
    {
        AblationSources sources = new() { Source = source, Reference = source is null ? Reference : null };
        CaptureOptions options = new()
        {
            Sites = ["attention.pattern", "attention.z", "final.out"],
            Ablations = ablation is null ? [] : [Ablate.Parse(ablation, sources)],
        };
        AttentionKind kind = AttentionKind.Get(ablation?.Split(' ')[0] ?? "cross");
        (int[] ids, int[] target) = Ids($"{Text}\t{Target}");

        AttentionRecord record = _model.Capture([new TextPair(Text) { Target = Target }], options)[0];
        PlainTranslation expected = plain(kind).Run(ids, target);

        foreach (AttentionKind one in AttentionKind.All)
        {
            (StackSpec spec, AttentionRecord part) = (SpecOf(one), record.Of(one));
            for (int layer = 0; layer < spec.LayerCount; layer++)
            {
                Compare(part.Pattern(layer), expected.Patterns[one][layer].SelectMany(head => head.SelectMany(row => row)));
                Compare(part[HookName.Of(one.IsCross ? HookSite.CrossZ : HookSite.Z, layer, one.Stack)], Enumerable.Range(0, spec.HeadCount).SelectMany(
                    head => expected.Z[one][layer].SelectMany(token => token[(head * spec.HeadSize)..((head + 1) * spec.HeadSize)])));
            }
        }

        Compare(record.Of(AttentionKind.Decoder)[HookName.Of(HookSite.FinalOut, null, StackOrder.Second)], expected.Final.SelectMany(token => token));

        static void Compare(DenseArray found, IEnumerable<double> wanted)
        {
            double[] numbers = [.. wanted];
            Assert.Equal(numbers.Length, found.Values.Length);
            Assert.All(numbers.Zip(found.Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, Tolerance * Math.Max(1, Math.Abs(pair.First))));
        }
    }
}
