using System.Runtime.InteropServices;
using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Experiments.Sweeps;
using AttnExtract.Extract.Measures;
using AttnExtract.Extract.Targets;
using AttnExtract.Model;
using AttnExtract.Testing;
using TorchSharp;

namespace AttnExtract.Extract.Tests.Runs;

/// <summary>Garbage collections beside runs change nothing: whatever libtorch reads is held.</summary>
public sealed class StormTests(BundledModel bundled)
{
    private const string Sentence = "The cat sat on the mat.";

    // How many captures there are to one of each other run, which takes many passes.
    private const int CapturesToOther = 50;

    private static readonly (string Name, int Captures, Func<PretrainedModel, IEnumerable<DenseArray>> Run)[] Runs =
    [
        ("captures", 1, model => model.Capture(Sentence, new CaptureOptions { Sites = ["*"] }).Sites.Select(site => site.Value)),
        ("ablated captures", 5, model => model
            .Capture(Sentence, Ablate.Parse("3.5=uniform"), Ablate.Head(4, 1).ToMean(of: ["It rains."]))
            .Sites.Select(site => site.Value)),
        ("sweeps", CapturesToOther, model =>
        {
            Sweep sweep = model.Sweep(Sentence, new SweepOptions { Unit = SweepUnit.Layers });
            return [new DenseArray(sweep.Effects.Select(effect => (float)effect.Mean.Mean).ToArray(), sweep.Rows, sweep.Columns)];
        }),
        ("gradients", CapturesToOther, model => model
            .Measure(
                new TextPair(Sentence),
                [MeasureCatalog.Gradient, MeasureCatalog.IntegratedGradients, MeasureCatalog.NormWithResidual, MeasureCatalog.ValueZeroing],
                new MeasureOptions { Target = MeasureTarget.SimilarityTo("It rains.") })
            .SelectMany(measurement => measurement.Values is { } values ? measurement.Layers.Append(values) : measurement.Layers)),
        ("embeddings", 5, model => [model.Embed([new(Sentence), new("It rains."), new("Attention is all you need.")]).Values]),
    ];

    public static TheoryData<string> Names => [.. Runs.Select(run => run.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Runs_in_a_storm_give_the_bytes_of_calm_ones(string name)
    {
        (_, int captures, Func<PretrainedModel, IEnumerable<DenseArray>> run) = Runs.Single(run => run.Name == name);
        byte[] calm = Bytes(run(bundled.Model));
        Assert.NotEmpty(calm);

        using Storm storm = new();
        for (int round = (Storm.Count(usual: 100) + captures - 1) / captures; round > 0; round--)
        {
            Assert.True(calm.AsSpan().SequenceEqual(Bytes(run(bundled.Model))), $"{round} rounds before the end, {name} were others.");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_tensor_of_a_run_is_held_by_a_scope(string name)
    {
        LifetimeStatistics tensors = DisposeScopeManager.Statistics.TensorStatistics;
        long before = tensors.CreatedOutsideScopeCount;

        Assert.NotEmpty(Runs.Single(run => run.Name == name).Run(bundled.Model).ToArray());

        Assert.Equal(before, tensors.CreatedOutsideScopeCount);
    }

    private static byte[] Bytes(IEnumerable<DenseArray> arrays) =>
        [.. arrays.SelectMany(array => MemoryMarshal.AsBytes(array.Values.Span).ToArray())];
}
