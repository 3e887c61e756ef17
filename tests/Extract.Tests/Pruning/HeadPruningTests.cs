using System.Text.Json;
using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Experiments.Sweeps;
using AttnExtract.Extract.Measures;
using AttnExtract.Extract.Pruning;
using AttnExtract.Extract.Targets;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Specs;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Pruning;

/// <summary>A model without heads computes what the whole model computes with these heads set to zero.</summary>
public sealed class HeadPruningTests(BundledModel bundled)
{
    private const string Sentence = "The cat sat on the mat.";

    private static readonly string[] Sites = ["embed.out", "attention.v", "attention.pattern", "residual.mid", "residual.post", "final.out"];

    public static TheoryData<string> Folders { get; } = [.. ReferenceData.Folders("families").Select(folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_pruned_model_equals_the_whole_model_with_the_heads_at_zero(string folder)
    {
        string source = Path.Combine(ReferenceData.Root, "families", folder);
        StackSpec spec = PretrainedFolder.Open(source).Spec;
        HeadSelection heads = SomeHeads(spec);
        using TemporaryFolder target = new();
        if (spec.LayerGroupCount < spec.LayerCount)
        {
            AssertRefused(source, heads, target, keepShape: true, $"No head of {folder} can be cut out of one layer alone: its {spec.LayerCount} "
                + $"layers share weights ({spec.LayerGroupCount} for all of them). Switch heads off in a run instead, such as --ablate 3.5=zero.");
            return;
        }

        using PretrainedModel whole = PretrainedModel.Load(source, Precision.Float64);
        HeadPruning.Save(source, heads, target["silenced"], keepShape: true);
        AssertEqualsAblation(whole, target["silenced"], heads);
        string? reason = spec.KeyValueHeadCount < spec.HeadCount
            ? $"its {spec.HeadCount} heads share {spec.KeyValueHeadCount} key and value heads, which the others need"
            : spec.Groups.Query > 1 ? "its heads are made in groups, which would no longer be even"
            : spec.HasGlobalTokens ? "tokens that see everything have projections of their own, which heads share with them"
            : spec.SpanConvolution is not null ? "a convolution beside its heads reads the queries of all of them" : null;
        if (reason is not null)
        {
            AssertRefused(source, heads, target, keepShape: false, $"No head of {folder} can be cut out: {reason}. "
                + "Keep the shape and set its columns of the output projection to 0 with --keep-shape.");
            return;
        }

        PrunedModel pruned = HeadPruning.Save(source, heads, target["pruned"]);
        AssertEqualsAblation(whole, target["pruned"], heads);
        HeadPruning.Save(source, HeadSelection.Parse("0.*"), target["without attention"]);
        AssertEqualsAblation(whole, target["without attention"], HeadSelection.Parse("0.*"));
        Assert.True(pruned.WeightsAfter < pruned.WeightsBefore);
        Assert.Equal(HeadSelection.OfPruned(PretrainedFolder.Open(target["pruned"]).Spec), HeadSelection.Of(heads.In(spec, folder)));
    }

    [Fact]
    public void A_pruned_model_writes_the_same_sentence_vector_and_proves_its_runs()
    {
        using TemporaryFolder target = new();
        HeadSelection heads = HeadSelection.Parse("1.0-3,4.*,5.7");
        HeadPruning.Save(ReferenceData.BundledModel, heads, target["pruned"]);
        using PretrainedModel pruned = PretrainedModel.Load(target["pruned"]);

        Assert.True(pruned.Verify(new TextPair(Sentence)).Holds);
        AssertClose(
            bundled.Model.Capture(Sentence, new CaptureOptions { Sites = ["final.out"], Ablations = [Ablate.Heads("1.0-3,4.*,5.7").ToZero()] }),
            pruned.Capture(Sentence, new CaptureOptions { Sites = ["final.out"] }), pruned.Spec, 2e-5);
        Assert.Equal("1.0-3,4.0-11,5.7", pruned.Capture(Sentence).Provenance.PrunedHeads);
    }

    [Fact]
    public void The_configuration_lists_pruned_heads_as_transformers_4_wrote_them()
    {
        using TemporaryFolder target = new();

        HeadPruning.Save(ReferenceData.BundledModel, HeadSelection.Parse("0.2,0.1"), target["once"]);
        HeadPruning.Save(target["once"], HeadSelection.Parse("0.5,2.11"), target["twice"]);

        Assert.Equal("""{"0":[1,2]}""", PrunedHeads(target["once"]));
        Assert.Equal("""{"0":[1,2,5],"2":[11]}""", PrunedHeads(target["twice"]));
        HeadPruning.Save(ReferenceData.BundledModel, HeadSelection.Parse("0.1-2,0.5,2.11"), target["at once"]);
        Assert.All(["model.safetensors", "config.json"], file => Assert.Equal(
            File.ReadAllBytes(Path.Combine(target["at once"], file)), File.ReadAllBytes(Path.Combine(target["twice"], file))));
    }

    [Fact]
    public void Everything_but_the_weights_is_copied()
    {
        using TemporaryFolder target = new();

        HeadPruning.Save(ReferenceData.BundledModel, HeadSelection.Parse("0.1"), target["pruned"]);
        HeadPruning.Save(ReferenceData.BundledModel, HeadSelection.Parse("0.1"), target["silenced"], keepShape: true);

        string[] files = Files(ReferenceData.BundledModel);
        Assert.Equal(files, Files(target["pruned"]));
        Assert.Equal(files, Files(target["silenced"]));
        Assert.All(files.Except(["model.safetensors"]), file => Assert.Equal(
            File.ReadAllBytes(Path.Combine(ReferenceData.BundledModel, file)), File.ReadAllBytes(Path.Combine(target["silenced"], file))));
    }

    [Fact]
    public void What_is_gone_has_no_numbers_in_records_sweeps_and_measures()
    {
        using TemporaryFolder target = new();
        HeadPruning.Save(ReferenceData.BundledModel, HeadSelection.Parse("2.3"), target["pruned"]);
        using PretrainedModel pruned = PretrainedModel.Load(target["pruned"]);

        AttentionRecord record = pruned.Capture(Sentence);
        Sweep sweep = pruned.Sweep(Sentence);
        Measurement taylor = pruned.Measure(Sentence, MeasureCatalog.Get("taylor"), new MeasureOptions { Target = MeasureTarget.SimilarityTo("A dog.") });
        Measurement norm = pruned.Measure(Sentence, MeasureCatalog.Get("norm"));

        Assert.All(record.Pattern(2, 3).Values.ToArray(), value => Assert.True(float.IsNaN(value)));
        Assert.All(norm.Layers[2][3].Values.ToArray(), value => Assert.True(float.IsNaN(value)));
        Assert.All(norm.Layers[2][4].Values.ToArray(), value => Assert.False(float.IsNaN(value)));
        Assert.True(float.IsNaN(taylor.Values![2].Values.Span[3]));
        Assert.False(sweep[2, 3].IsThere);
        Assert.Equal(71, sweep.ToTable().RowCount);
        record.Save(target["run.json"]);
        Assert.Equal("2.3", AttentionRecord.Open(target["run.json"]).Provenance.PrunedHeads);
    }

    [Fact]
    public void A_mean_over_heads_is_of_those_that_are_there()
    {
        using TemporaryFolder target = new();
        HeadPruning.Save(ReferenceData.BundledModel, HeadSelection.Parse("0.0-10"), target["pruned"]);
        using PretrainedModel pruned = PretrainedModel.Load(target["pruned"]);
        float[] only = pruned.Capture(Sentence).Pattern(0, 11).Values.ToArray();

        float[] first = pruned.Measure(Sentence, MeasureCatalog.Get("rollout")).Layers[0].Values.ToArray();

        int n = (int)Math.Sqrt(only.Length);
        Assert.All(first.Index(), cell => Assert.Equal((only[cell.Index] / 2) + (cell.Index % (n + 1) == 0 ? 0.5 : 0), cell.Item, 1e-6));
    }

    [Theory]
    [InlineData("2.3", "There is no head 3 in layer 2 any more: it was pruned from pruned, which there has heads 0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11.")]
    [InlineData("9.3", "There is no layer 9: pruned has layers 0 to 5.")]
    [InlineData("1.12", "There is no head 12: pruned has heads 0 to 11.")]
    [InlineData("3.1", "There is no head 1 in layer 3 any more: it was pruned from pruned, which there has no heads.")]
    [InlineData("3.*", "No head was chosen that pruned still has; attn inspect shows which it has.")]
    public void A_head_that_is_not_there_is_refused(string heads, string message)
    {
        using TemporaryFolder target = new();
        HeadPruning.Save(ReferenceData.BundledModel, HeadSelection.Parse("2.3,3.*"), target["pruned"]);

        AssertRefused(target["pruned"], HeadSelection.Parse(heads), target, keepShape: false, message);
    }

    [Fact]
    public void Statistics_of_a_pruned_model_are_refused()
    {
        using TemporaryFolder target = new();
        HeadPruning.Save(ReferenceData.BundledModel, HeadSelection.Parse("2.3"), target["pruned"]);
        using PretrainedModel pruned = PretrainedModel.Load(target["pruned"]);

        AttnExtractException exception = Assert.Throws<AttnExtractException>(() => pruned.Survey([new TextPair(Sentence)]));

        Assert.Equal(
            "Heads of pruned were pruned, and statistics compare all heads with one another; survey the model that it was made from, "
            + "or keep the shape when pruning (--keep-shape).",
            exception.Message);
    }

    [Fact]
    public void A_folder_that_holds_something_is_left_alone_and_nothing_is_left_behind()
    {
        using TemporaryFolder target = new();
        target.Write("precious.txt", "x"u8);

        AssertRefused(
            ReferenceData.BundledModel, HeadSelection.Parse("0.1"), target.Path, false,
            $"'{target.Path}' cannot be written: the folder is there and not empty; give the name of a new one.");
        AssertRefused(
            ReferenceData.BundledModel, HeadSelection.Parse("0.1"), target["precious.txt"], false,
            $"'{target["precious.txt"]}' cannot be written: it is a file; give the name of a new folder.");
        AssertRefused(
            ReferenceData.BundledModel, HeadSelection.Parse("0.1"), target["no/where"], false,
            $"'{target["no/where"]}' cannot be written: there is no folder '{target["no"]}'; make it first.");

        Assert.Equal(["precious.txt"], Files(target.Path));
    }

    private static void AssertRefused(string source, HeadSelection heads, TemporaryFolder target, bool keepShape, string message) =>
        AssertRefused(source, heads, target["refused"], keepShape, message);

    private static void AssertRefused(string source, HeadSelection heads, string target, bool keepShape, string message) =>
        Assert.Equal(message, Assert.Throws<AttnExtractException>(() => HeadPruning.Save(source, heads, target, keepShape)).Message);

    // One head of the first layer, and all but one of the last.
    private static HeadSelection SomeHeads(StackSpec spec)
    {
        IEnumerable<int> allButOne = Enumerable.Range(0, spec.HeadCount).Where(head => head != 1);
        return HeadSelection.Of([(0, spec.HeadCount - 1), .. allButOne.Select(head => (spec.LayerCount - 1, head))]);
    }

    private static void AssertEqualsAblation(PretrainedModel whole, string folder, HeadSelection heads)
    {
        using PretrainedModel pruned = PretrainedModel.Load(folder, whole.Precision);
        CaptureOptions options = new() { Sites = Sites };
        AttentionRecord expected = whole.Capture(Sentence, options with { Ablations = [new HeadAblation(heads, Replacement.Zero)] });
        AssertClose(expected, pruned.Capture(Sentence, options), pruned.Spec, 1e-5);
    }

    private static void AssertClose(AttentionRecord expected, AttentionRecord actual, StackSpec spec, double tolerance)
    {
        Assert.Equal(expected.Sites.Select(site => site.Key), actual.Sites.Select(site => site.Key));
        foreach (((HookName name, DenseArray wanted), (_, DenseArray got)) in expected.Sites.Zip(actual.Sites))
        {
            Assert.Equal(wanted.Shape, got.Shape);
            bool canBeGone = name.Site.HasHeadAxis && name.Stack == StackOrder.First;
            for (int i = 0; i < wanted.Values.Length; i++)
            {
                float value = got.Values.Span[i];
                bool isGone = canBeGone && !spec.HasHead(name.Layer!.Value, i / (wanted.Values.Length / spec.HeadCount));
                Assert.True(
                    isGone ? float.IsNaN(value) : Math.Abs(value - wanted.Values.Span[i]) <= tolerance * Math.Max(1, Math.Abs(value)),
                    $"{name}[{i}] is {value}, expected {wanted.Values.Span[i]}.");
            }
        }
    }

    private static string PrunedHeads(string folder)
    {
        using JsonDocument config = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "config.json")));
        return JsonSerializer.Serialize(config.RootElement.GetProperty("pruned_heads"));
    }

    private static string[] Files(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal),
    ];
}
