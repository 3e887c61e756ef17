using AttnExtract.Extract.Measures;
using AttnExtract.Model;
using AttnExtract.Model.Tests;
using AttnExtract.Testing;
using TorchSharp;

namespace AttnExtract.Extract.Tests.Runs;

/// <summary>Every tensor that a run makes is freed when it ends; none is left to a finalizer.</summary>
[OutsideScopes]
public sealed class NativeMemoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PretrainedModel _model;

    public NativeMemoryTests()
    {
        _model = PretrainedModel.Load(SmallModel.MakeBert(_folder["model"], "BertForSequenceClassification"));
    }

    public static TheoryData<string> Paths { get; } = [.. RunsOf.Keys];

    private static Dictionary<string, Action<PretrainedModel>> RunsOf => new()
    {
        ["capture"] = model => model.Capture("the cat sat"),
        ["embed"] = model => model.Embed([new TextPair("the cat sat")]),
        ["predict"] = model => model.Classify(new TextPair("the cat sat")),
        ["sweep"] = model => model.Sweep("the cat sat"),
        ["verify"] = model => model.Verify(new TextPair("the cat sat")),
        ["measures"] = model => model.Measure(new TextPair("the cat sat"), MeasureCatalog.All),
        ["survey"] = model => model.Survey([new TextPair("the cat sat"), new TextPair("a fox sees")]),
    };

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_run_leaves_no_tensor(string path)
    {
        RunsOf[path](_model);
        (long live, long outside) before = Counts();

        RunsOf[path](_model);

        Assert.Equal(before, Counts());
    }

    private static (long Live, long Outside) Counts() =>
        (LiveTensors.Count, DisposeScopeManager.Statistics.TensorStatistics.CreatedOutsideScopeCount);
}
