using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Experiments.Curves;
using AttnExtract.Extract.Experiments.Sweeps;
using AttnExtract.Extract.Surveys.Heads;
using AttnExtract.Extract.Vectors;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Testing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Tests.Runs;

/// <summary>Nothing depends on how many threads share the work.</summary>
public sealed class CrewTests(BundledModel bundled) : IDisposable
{
    // Of many lengths, so that there are more batches than threads.
    private static readonly TextPair[] Texts =
    [
        .. Enumerable.Range(1, 60)
            .Select(count => new TextPair($"{string.Join(' ', Enumerable.Repeat("The cat sat on the mat.", 1 + (count % 5)))} Twice {count}.")),
    ];

    private readonly int _before = ProgramThreads.Count;

    private PretrainedModel Model => bundled.Model;

    public static TheoryData<string> Studies { get; } = [.. ResultsOf.Keys];

    // Every number of a result, in bits.
    private static Dictionary<string, Func<PretrainedModel, IEnumerable<double>>> ResultsOf => new()
    {
        ["survey"] = model => NumbersOf(model.Survey(Texts, new HeadSurveyOptions { Bootstrap = new() { Resamples = 50 } })),
        ["vectors"] = model => model.Embed(Texts).Values.Values.ToArray().Select(value => (double)value),
        ["vectors of a layer"] = model =>
            model.Embed(Texts, new EmbeddingOptions { Layer = 2 }).Values.Values.ToArray().Select(value => (double)value),
        ["sweep"] = model => model.Sweep(Texts[..2]).Effects.Select(effect => effect.Mean.Mean),
        ["sweep by the mean"] = model =>
            model.Sweep(Texts[..2], new SweepOptions { With = Replacement.Mean(["A dog ran.", "It rains."]) })
                .Effects.Select(effect => effect.Mean.Mean),
        ["removal"] = model => model.RemoveHeads([Texts[3]], new RemovalOptions { Steps = 2, RandomOrders = 2 })
            .Curves.SelectMany(curve => curve.Effects.Select(effect => effect.Mean)),
    };

    public void Dispose() => ProgramThreads.Count = _before;

    [Theory]
    [MemberData(nameof(Studies))]
    public void Numbers_are_the_same_however_many_threads_there_are(string study)
    {
        ProgramThreads.Count = 1;
        double[] alone = [.. ResultsOf[study](Model)];
        Assert.NotEmpty(alone);

        foreach (int threads in LongSet.Of(1, [3, 2, 7]))
        {
            ProgramThreads.Count = threads;
            Assert.Equal(alone, ResultsOf[study](Model));
        }
    }

    [Theory]
    [InlineData("albert")]
    [InlineData("bart")]
    [InlineData("deberta-v2")]
    [InlineData("t5-full")]
    public void A_twin_gives_the_same_numbers_and_has_hooks_of_its_own(string folder)
    {
        using PretrainedModel model = PretrainedModel.Load(Path.Combine(ReferenceData.OwnRoot, "families", folder));
        using PretrainedModel twin = model.Twin();
        using IDisposable doubling = model.Hooks[HookName.EmbedOut].Attach(value => value.Plus(value));
        AttentionRecord ofTwin = twin.Capture("abc abc");
        doubling.Dispose();

        Assert.All(
            model.Capture("abc abc").Sites.Zip(ofTwin.Sites),
            pair => Assert.Equal(pair.First.Value.Values.ToArray(), pair.Second.Value.Values.ToArray()));
    }

    [Fact]
    public void Hooks_that_are_attached_see_every_text_and_never_two_at_once()
    {
        ProgramThreads.Count = 4;
        (int texts, int inside, int most) = (0, 0, 0);
        using (Model.Hooks[HookName.EmbedOut].Attach(value =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            texts += (int)value.shape[0];
            Interlocked.Decrement(ref inside);
            return value.Plus(value);
        }))
        {
            TextVectors vectors = Model.Embed(Texts);
            Assert.Equal([HookName.EmbedOut.ToString()], vectors.Provenance.ReplacedSites);
        }

        Assert.Equal((Texts.Length, 1), (texts, most));
    }

    [Fact]
    public void Libtorch_has_no_more_threads_than_the_program_may_have()
    {
        int before = get_num_threads();
        set_num_threads(2);
        try
        {
            ProgramThreads.Count = 1;
            int most = 0;
            using (Model.Hooks[HookName.EmbedOut].Attach(value =>
            {
                most = Math.Max(most, get_num_threads());
                return null;
            }))
            {
                Model.Embed(Texts);
            }

            Assert.Equal((1, 2), (most, get_num_threads()));
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Fact]
    public void What_fails_fails_as_it_would_alone_and_the_model_goes_on()
    {
        using PretrainedModel model = PretrainedModel.Load(ReferenceData.BundledModel);
        IEnumerable<TextPair> ending = Texts.Concat(Texts.Take(1).Select(TextPair (_) => throw new AttnExtractException("There is no more.")));
        string WithThreads(int threads, Action study)
        {
            ProgramThreads.Count = threads;
            return Assert.Throws<AttnExtractException>(study).Message;
        }

        Assert.Equal("There is no more.", WithThreads(3, () => model.Survey(ending)));

        ProgramThreads.Count = 1;
        float[] before = model.Embed(Texts).Values.Values.ToArray();
        Parameter broken = model.Encoder.parameters().Last();
        using Tensor good = broken.clone();
        using IDisposable noGradients = no_grad();
        broken.copy_(broken.Times(double.NaN));
        string alone = WithThreads(1, () => model.Embed(Texts));
        Assert.StartsWith("The final states are not all finite numbers: ", alone);
        Assert.Equal(alone, WithThreads(3, () => model.Embed(Texts)));

        broken.copy_(good);
        Assert.Equal(before, model.Embed(Texts).Values.Values.ToArray());
    }

    [Fact]
    public void The_model_is_the_study_s_until_it_is_over()
    {
        ProgramThreads.Count = 2;
        AttentionRecord? captured = null;
        Worker other = new(() => captured = Model.Capture("It rains."));
        IEnumerable<TextPair> asked = Texts.Select((text, index) =>
        {
            if (index == 0)
            {
                other.StartAndLetWait();
            }

            Assert.Null(captured);
            return text;
        });

        Model.Survey(asked);

        Assert.Null(other.Join());
        Assert.Equal(Model.Capture("It rains.").Pattern(3).Values, captured!.Pattern(3).Values);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1025)]
    public void A_number_of_threads_that_cannot_be_is_refused(int threads) =>
        Assert.Equal(
            $"'{threads}' is no number of threads for --threads; expected a whole number from 1 to 1024.",
            Assert.Throws<AttnExtractException>(() => ProgramThreads.Count = threads).Message);

    private static IEnumerable<double> NumbersOf(HeadSurvey survey) =>
        survey.Statistics.SelectMany(result => result.Values.Values.ToArray().Concat(result.Lower.Values.ToArray()))
            .Concat(survey.Divergences.Values.ToArray())
            .Select(value => (double)value);
}
