using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests;

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
}
