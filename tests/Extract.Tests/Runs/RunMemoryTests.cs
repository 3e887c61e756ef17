using AttnExtract.Extract.Measures;
using AttnExtract.Extract.Targets;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Specs;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Runs;

/// <summary>What needs more memory than there is, is refused before it begins, with the numbers and the way out.</summary>
public sealed class RunMemoryTests : IDisposable
{
    // [CLS] the cat sat [SEP]
    private const int Tokens = 5;
    private const string Text = "the cat sat";
    private const int StatesALayer = Tokens * 4 * ((8 * SmallModel.HiddenSize) + (2 * 64));
    private const int Map = 4 * Tokens * Tokens;

    private readonly TemporaryFolder _folder = new();
    private readonly PretrainedModel _model;

    public RunMemoryTests()
    {
        _model = PretrainedModel.Load(SmallModel.MakeBert(_folder["model"]));
    }

    public static TheoryData<string> Paths { get; } = [.. RunsOf.Keys];

    private static Dictionary<string, Action<PretrainedModel>> RunsOf => new()
    {
        ["capture"] = model => model.Capture(Text),
        ["embed"] = model => model.Embed([new TextPair(Text)]),
        ["predict"] = model => model.GuessWords(new TextPair("the [MASK]"), 1),
        ["sweep"] = model => model.Sweep(Text),
        ["verify"] = model => model.Verify(new TextPair(Text)),
    };

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_run_is_weighed(string path)
    {
        using IDisposable little = FreeMemory.Pretend(1000);

        string message = Assert.Throws<AttnExtractException>(() => RunsOf[path](_model)).Message;

        Assert.StartsWith("A run of one text of ", message);
        Assert.Contains(", but 1.0 kB are free: ", message);
    }

    [Fact]
    public void A_capture_says_what_takes_how_much()
    {
        using IDisposable little = FreeMemory.Pretend(2500);

        Assert.Equal(
            $"A run of one text of 5 tokens needs at least 10.6 kB of memory (0.8 kB for attention: 8 maps × 5² tokens × 4 bytes; "
            + "7.7 kB for hidden states; 2.2 kB for what is kept), but 2.5 kB are free: take fewer layers or heads (--layers, --heads), or shorten the text.",
            Refusal(() => _model.Capture(Text, new CaptureOptions { Sites = ["attention.pattern", "attention.scores", "attention.z"], Heads = [0, 2] })));
    }

    [Fact]
    public void A_batch_in_double_precision_that_keeps_no_map_has_only_its_texts_to_shorten()
    {
        using PretrainedModel exact = PretrainedModel.Load(_model.Folder, Precision.Float64);
        using IDisposable little = FreeMemory.Pretend(2e4);

        Assert.Equal(
            "A run of 2 texts of 5 tokens needs at least 30.7 kB of memory (30.7 kB for hidden states), but 20.0 kB are free: shorten the text.",
            Refusal(() => exact.Embed([new TextPair(Text), new TextPair("a cat sat")])));
    }

    [Fact]
    public void Fewer_layers_and_heads_are_a_way_out()
    {
        int one = StatesALayer + (2 * 4 * Map) + Map;
        CaptureOptions least = new() { Layers = [2], Heads = [1] };

        using (FreeMemory.Pretend(one))
        {
            Assert.Equal([1, Tokens, Tokens], _model.Capture(Text, least)[Model.Hooks.HookName.Pattern(2)].Shape);
            Refusal(() => _model.Capture(Text));
        }

        using (FreeMemory.Pretend(one - 1))
        {
            Refusal(() => _model.Capture(Text, least));
        }
    }

    [Fact]
    public void A_target_counts_and_what_it_looks_at()
    {
        using PretrainedModel model = PretrainedModel.Load(Path.Combine(ReferenceData.OwnRoot, "families", "bart"));
        TextPair text = new("The cat sat.") { Target = string.Concat(Enumerable.Repeat("the cat sat on the mat ", 4)) };
        AttentionRecord record = model.Capture([text])[0];
        AttentionRecord cross = record.Of(AttentionKind.Cross);
        (int source, int target, int heads) = (cross.Keys.Tokens.Count, cross.Queries.Tokens.Count, model.Structure.Second!.HeadCount);

        // Scores and weights of one layer; a capture copies what it keeps.
        int maps = 2 * heads;
        using IDisposable little = FreeMemory.Pretend(1000);

        string message = Refusal(() => model.Capture([text]));

        Assert.StartsWith($"A run of one text of {source} tokens with a target of {target} needs at least ", message);
        Assert.Contains($" for attention: {maps} maps × {target}² tokens × 4 bytes and {maps} maps × {target} × {source} tokens × 4 bytes; ", message);
    }

    [Theory]
    [InlineData("t5", 0, 1, 0)]
    [InlineData("umt5", 1, 0, 0)]
    [InlineData("deberta", 0, 3, 32)]
    [InlineData("deberta-v2", 0, 3, 32)]
    public void What_positions_add_to_the_scores_counts(string family, int mapsALayerAndHead, int mapsAHead, int bytesAPair)
    {
        using PretrainedModel model = PretrainedModel.Load(Path.Combine(ReferenceData.OwnRoot, "families", family));
        StackSpec spec = model.Spec;
        double tokens = model.Tokenizer.Encode(Text).Tokens.Count;
        double states = tokens * 4 * ((8 * spec.HiddenSize) + (2 * spec.IntermediateSize));
        double maps = 4 * spec.HeadCount * tokens * tokens * ((mapsALayerAndHead * spec.LayerCount) + mapsAHead);
        double all = states + maps + (bytesAPair * tokens * tokens);

        using (FreeMemory.Pretend(all))
        {
            Assert.Single(model.Embed([new TextPair(Text)]).Texts);
        }

        using (FreeMemory.Pretend(all - 1))
        {
            Assert.StartsWith("A run of one text of ", Refusal(() => model.Embed([new TextPair(Text)])));
        }
    }

    [Fact]
    public void Gradients_count_where_the_run_is_gone_through_backwards()
    {
        using IDisposable little = FreeMemory.Pretend(40_000);

        Assert.Equal(
            "A run of 20 texts of 5 tokens needs at least 484.8 kB of memory (24.0 kB for attention: 20 texts × 12 maps × 5² tokens × 4 bytes; "
            + "460.8 kB for hidden states), but 40.0 kB are free: take fewer layers or heads (--layers, --heads), or shorten the text.",
            Refusal(() => _model.Measure(Text, MeasureCatalog.Get("attattr"), new() { Target = MeasureTarget.SimilarityTo("a dog") })));
    }

    [Fact]
    public void What_cannot_be_drawn_is_refused_before()
    {
        using PretrainedModel model = PretrainedModel.Load(Path.Combine(ReferenceData.OwnRoot, "families", "t5"));
        using IDisposable little = FreeMemory.Pretend(1e9);

        Assert.StartsWith("A run of one text of 2000000001 tokens needs at least ", Refusal(() => model.SurveyRepeated(1_000_000_000)));
    }

    [Fact]
    public void A_model_whose_weights_are_too_much_is_not_loaded()
    {
        using IDisposable little = FreeMemory.Pretend(1e5);
        long count = _model.Report.Loaded.Length;

        string message = Refusal(() => PretrainedModel.Load(_model.Folder));

        Assert.True(count > 0);
        Assert.Matches(
            $"^The model in '{System.Text.RegularExpressions.Regex.Escape(_model.Folder)}' needs at least 1[0-9]{{2}}\\.[0-9] kB of memory "
            + @"\([0-9]+ weights × 4 bytes\), but 100\.0 kB are free: end other programs, or take a smaller model\.$",
            message);
    }

    [Fact]
    public void What_is_free_is_read_from_the_machine() => Assert.InRange(FreeMemory.Bytes, 1e6, 1e15);

    private static string Refusal(Action run) => Assert.Throws<AttnExtractException>(run).Message;
}
