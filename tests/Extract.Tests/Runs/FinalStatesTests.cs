using AttnExtract.Extract.Measures;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Runs;

/// <summary>What a run ends in is checked on every path, not only where maps are captured.</summary>
public sealed class FinalStatesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PretrainedModel _model;

    public FinalStatesTests()
    {
        _model = PretrainedModel.Load(SmallModel.MakeBert(_folder["model"], "BertForSequenceClassification"));
    }

    public static TheoryData<string> Paths { get; } = [.. RunsOf.Keys];

    private static Dictionary<string, Action<PretrainedModel>> RunsOf => new()
    {
        ["embed"] = model => model.Embed([new TextPair("the cat sat")]),
        ["predict"] = model => model.Classify(new TextPair("the cat sat")),
        ["capture"] = model => model.Capture("the cat sat"),
    };

    public static TheoryData<string> Repetitions { get; } = [.. RunsThatRepeat.Keys];

    // Each runs the plain text first, and then variants of it, or the same in another way.
    private static Dictionary<string, Action<PretrainedModel>> RunsThatRepeat => new()
    {
        ["sweep"] = model => model.Sweep("the cat sat"),
        ["attribution"] = model => model.Measure("the cat sat", MeasureCatalog.IntegratedGradients),
        ["verify"] = model => model.Verify(new TextPair("the cat sat")),
    };

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void States_that_are_not_finite_are_refused(string path)
    {
        foreach (float value in new[] { float.NaN, float.PositiveInfinity })
        {
            using IDisposable broken = _model.Hooks[HookName.FinalOut].Attach(states => states.FullLike(value));

            Assert.Equal(
                "The final states are not all finite numbers: the weights of this model are damaged, or a hook returned such numbers.",
                Assert.Throws<AttnExtractException>(() => RunsOf[path](_model)).Message);
        }
    }

    [Theory]
    [MemberData(nameof(Repetitions))]
    public void States_of_later_runs_are_refused_too(string path)
    {
        RunsThatRepeat[path](_model);
        int runs = 0;
        using IDisposable broken = _model.Hooks[HookName.FinalOut].Attach(states => runs++ == 0 ? null : states.FullLike(float.NaN));

        Assert.Equal(
            "The final states are not all finite numbers: the weights of this model are damaged, or a hook returned such numbers.",
            Assert.Throws<AttnExtractException>(() => RunsThatRepeat[path](_model)).Message);
        Assert.Equal(2, runs);
    }
}
