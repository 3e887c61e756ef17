using System.Reflection;
using AttnExtract.Extract;
using AttnExtract.Extract.Experiments.Curves;
using AttnExtract.Extract.Experiments.Differences;
using AttnExtract.Extract.Experiments.Pairs;
using AttnExtract.Extract.Experiments.Patches;
using AttnExtract.Extract.Experiments.Sweeps;
using AttnExtract.Extract.Measures;
using AttnExtract.Extract.Predictions;
using AttnExtract.Extract.Statistics;
using AttnExtract.Extract.Surveys.Heads;
using AttnExtract.Extract.Surveys.Syntax;

namespace AttnExtract.Render.Tests.Words;

/// <summary>A table: every maker of figures against everything that can be special about where numbers come from.</summary>
public sealed class ProvenanceCaptionTests
{
    private const int Layers = 2;
    private const int Heads = 2;

    private static readonly AttentionRecord Record = Samples.Record(Layers, Heads, Samples.Sentence);
    private static readonly DenseArray HeadNumbers = new(new float[Layers * Heads], Layers, Heads);

    // Whether it draws one text, a corpus, or an experiment, which says itself what it switched off.
    private static readonly (string Maker, Kind Kind, Func<Provenance, Figure> Make)[] Makers =
    [
        ("RecordFigures.ToFigure", Kind.Text, provenance => Of(provenance).ToFigure()),
        ("RecordFigures.ToFigure", Kind.Text, provenance => Of(provenance).ToFigure(0, 1)),
        ("ComparisonFigures.ToFigure", Kind.Text, provenance => Record.CompareTo(Of(provenance)).ToFigure()),
        ("ComparisonFigures.ToFigure", Kind.Text, provenance => Of(provenance).CompareTo(Record).ToFigure()),
        ("ComparisonFigures.ToDistanceFigure", Kind.Text, provenance => Of(provenance).CompareTo(Record).ToDistanceFigure()),
        ("FaithfulnessFigures.ToFaithfulnessFigure", Kind.Text, provenance => new[]
        {
            Of(provenance).Measure(MeasureCatalog.Attention) with { Faithfulness = new(0.5, 0.25, 0.125) },
        }.ToFaithfulnessFigure()),
        ("TokenScoreFigures.ToFigure", Kind.Text, provenance => new[] { Of(provenance).Measure(MeasureCatalog.Attention) }.ToFigure(ScoreView.Text, 1)),
        ("MeasurementFigures.ToFigure", Kind.Text, provenance => new[] { Of(provenance).Measure(MeasureCatalog.Attention) }.ToFigure()),
        ("KindFigures.ToKindsFigure", Kind.Text, provenance => Of(provenance).ToKindsFigure()),
        ("LensFigures.ToFigure", Kind.Text, provenance => Lens(provenance).ToFigure()),
        ("TextMeanFigures.ToMeanFigure", Kind.Corpus, provenance => new[] { Of(provenance) }.ToMeanFigure()),
        ("HeadSurveyFigures.ToFigure", Kind.Corpus, provenance => HeadSurvey(provenance).ToFigure()),
        ("HeadSurveyFigures.ToDivergenceFigure", Kind.Corpus, provenance => HeadSurvey(provenance).ToDivergenceFigure()),
        ("HeadMapFigures.ToMapFigure", Kind.Corpus, provenance => HeadSurvey(provenance).ToMapFigure()),
        ("RelationFigures.ToFigure", Kind.Corpus, provenance => RelationSurvey(provenance).ToFigure()),
        ("SweepFigures.ToFigure", Kind.Experiment, provenance => Sweep(provenance).ToFigure()),
        ("PairFigures.ToFigure", Kind.Experiment, provenance => PairSweep(provenance).ToFigure()),
        ("PatchFigures.ToFigure", Kind.Experiment, provenance => Patching(provenance).ToFigure()),
        ("RemovalFigures.ToFigure", Kind.Experiment, provenance => Removal(provenance).ToFigure()),
    ];

    // What captions of each kind say of a property that is not as usual; null where only the manifest says it.
    private static readonly (string Property, Func<Provenance, Provenance> Change, string? Text, string? Corpus, string? Experiment)[] Properties =
    [
        (nameof(Provenance.Model), plain => plain with { Model = "other-model" }, "other-model", "other-model", "other-model"),
        (nameof(Provenance.ModelType), plain => plain with { ModelType = "other" }, null, null, null),
        (nameof(Provenance.WeightsSha256), plain => plain with { WeightsSha256 = "11" }, null, null, null),
        (nameof(Provenance.LayerCount), plain => plain, null, null, null),
        (nameof(Provenance.HeadCount), plain => plain, null, null, null),
        (nameof(Provenance.PrunedHeads), plain => plain with { PrunedHeads = "0.1,1.0" },
            "without heads 0.1,1.0, which were pruned", "without heads 0.1,1.0, which were pruned", "without heads 0.1,1.0, which were pruned"),
        (nameof(Provenance.Precision), plain => plain with { Precision = "float64" },
            "computed in float64", "computed in float64", "computed in float64"),
        (nameof(Provenance.TruncatedTokens), plain => plain with { TruncatedTokens = 7 },
            "the last 7 tokens of the text were cut off", "7 tokens at the ends of texts were cut off", "7 tokens at the ends of texts were cut off"),
        (nameof(Provenance.TruncatedTokens), plain => plain with { TruncatedTokens = 1 },
            "the last 1 token of the text was cut off", "1 token at the ends of texts was cut off", "1 token at the ends of texts was cut off"),
        (nameof(Provenance.Input), plain => plain with { Input = RunInput.Tokens }, null, null, null),
        (nameof(Provenance.Ablations), plain => plain with { Ablations = ["heads=zero, in turn", "1.0=zero"] },
            "changed: heads=zero, in turn; 1.0=zero", "changed: heads=zero, in turn; 1.0=zero", "changed: 1.0=zero"),
        (nameof(Provenance.ReplacedSites), plain => plain with { ReplacedSites = ["layers.0.mlp.out"] },
            "hooks replaced values at layers.0.mlp.out", "hooks replaced values at layers.0.mlp.out", "hooks replaced values at layers.0.mlp.out"),
        (nameof(Provenance.ReplacedSites), plain => plain with { ReplacedSites = ["embed.out", "layers.0.mlp.out"] },
            "hooks replaced values at 2 points, from embed.out on", "hooks replaced values at 2 points, from embed.out on",
            "hooks replaced values at 2 points, from embed.out on"),
        (nameof(Provenance.Version), plain => plain with { Version = "0.2.0" }, null, null, null),
        (nameof(Provenance.Torch), plain => plain with { Torch = "3.0.0" }, null, null, null),
    ];

    private enum Kind
    {
        Text,
        Corpus,
        Experiment,
    }

    public static TheoryData<int, int> Cells => [.. from maker in Makers.Index() from property in Properties.Index() select (maker.Index, property.Index)];

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_caption_says_what_is_special(int maker, int property)
    {
        (_, Kind kind, Func<Provenance, Figure> make) = Makers[maker];
        (_, Func<Provenance, Provenance> change, string? ofText, string? ofCorpus, string? ofExperiment) = Properties[property];
        string? said = kind switch { Kind.Text => ofText, Kind.Corpus => ofCorpus, _ => ofExperiment };

        string plain = Caption(make(Record.Provenance));
        string changed = Caption(make(change(Record.Provenance)));

        Assert.Equal(said is null ? plain : said, said is null ? changed : Added(plain, changed, said));
    }

    [Fact]
    public void Everything_special_is_said_in_one_order()
    {
        Provenance special = Record.Provenance with
        {
            PrunedHeads = "0.1",
            Precision = "float64",
            TruncatedTokens = 7,
            Ablations = ["1.0=zero", "layers.0.mlp.out=zero"],
        };

        Assert.Equal(
            "small-model | “The cat sat on the mat.” | attention, layers 0-1, heads 0-1 (layers and heads 0-based) | rows attend to columns | "
            + "the last 7 tokens of the text were cut off | without heads 0.1, which were pruned | computed in float64 | "
            + "changed: 1.0=zero; layers.0.mlp.out=zero",
            Caption(Of(special).ToFigure()));
        Assert.Equal(
            "before: small-model | “The cat sat on the mat.” | after: small-model, the last 7 tokens of the text were cut off, without heads 0.1, "
            + "which were pruned, computed in float64, changed: 1.0=zero; layers.0.mlp.out=zero | layers and heads 0-based",
            Caption(Record.CompareTo(Of(special)).ToDistanceFigure()));
        Assert.Equal(
            "small-model | “The cat sat.” | switched off in turn: heads=zero (layers and heads 0-based) | without heads 0.1, which were pruned | "
            + "nothing switched off: 1 | 7 tokens at the ends of texts were cut off | computed in float64 | changed: layers.0.mlp.out=zero",
            Caption(Sweep(special).ToFigure()));
    }

    [Fact]
    public void No_maker_and_no_property_is_missing_in_the_table()
    {
        Assert.Equal(
            from property in typeof(Provenance).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            where property.CanWrite
            select property.Name,
            Properties.Select(property => property.Property).Distinct());
        Assert.Equal(
            typeof(RecordFigures).Assembly.GetTypes().Where(type => type.Name.EndsWith("Figures", StringComparison.Ordinal))
                .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
                .Where(method => method.ReturnType == typeof(Figure))
                .Select(method => $"{method.DeclaringType!.Name}.{method.Name}").Distinct().Order(StringComparer.Ordinal),
            Makers.Select(maker => maker.Maker).Distinct().Order(StringComparer.Ordinal));
    }

    private static string Caption(Figure figure) => string.Join(" | ", figure.Caption.Select(part => part.Text));

    // The words, if the caption is the plain one with them added or in the place of the plain model's name.
    private static string Added(string plain, string changed, string said) =>
        changed.Contains(said, StringComparison.Ordinal)
            && (changed.Replace($" | {said}", "") == plain || changed.Replace($", {said}", "") == plain
                || changed.Replace(said, Record.Provenance.Model) == plain)
            ? said
            : changed;

    private static AttentionRecord Of(Provenance provenance) =>
        new(Record.Text, Record.Pair, Record.Tokens, Record.Heads, Record.Sites, provenance);

    private static HeadSurvey HeadSurvey(Provenance provenance) => new()
    {
        Provenance = provenance,
        TextCount = 3,
        TokenCount = 40,
        Bootstrap = BootstrapOptions.Default,
        Statistics = [new(HeadStatisticCatalog.All[0], HeadNumbers, HeadNumbers, HeadNumbers)],
        Findings = [],
        Divergences = new(new float[Layers * Heads * Layers * Heads], Layers * Heads, Layers * Heads),
        Positions = new(new float[] { 0, 0, 1, 0, 0, 1, 1, 1 }, Layers * Heads, 2),
        Stress = 0.1,
        Order = [0, 1, 2, 3],
        Merges = [new(0, 1, 0.1, 2), new(2, 3, 0.2, 2), new(4, 5, 0.4, 4)],
    };

    private static RelationSurvey RelationSurvey(Provenance provenance) => new()
    {
        Provenance = provenance,
        SentenceCount = 3,
        WordCount = 30,
        Bootstrap = BootstrapOptions.Default,
        Relations =
        [
            new()
            {
                Relation = "nsubj",
                Direction = RelationDirection.DependentToHead,
                Count = 5,
                Values = HeadNumbers,
                Lower = HeadNumbers,
                Upper = HeadNumbers,
                GainLower = HeadNumbers,
                GainUpper = HeadNumbers,
                Offset = 1,
                Baseline = 0.5,
            },
        ],
    };

    private static Sweep Sweep(Provenance provenance) => new()
    {
        Unit = "heads",
        With = "zero",
        Metric = "something",
        Meaning = "drop of something",
        IsDistance = false,
        Texts = [new TextPair("The cat sat.")],
        Plain = 1,
        Rows = Layers,
        Columns = Heads,
        Effects = [.. from layer in Enumerable.Range(0, Layers) from head in Enumerable.Range(0, Heads)
                      select new SweepEffect($"{layer}.{head}=zero", layer, head, Effect(layer + head), double.NaN, false, [])],
        Bootstrap = BootstrapOptions.Default,
        Provenance = provenance,
    };

    private static PairSweep PairSweep(Provenance provenance) => new()
    {
        With = "zero",
        Metric = "something",
        Meaning = "drop of something",
        Texts = [new TextPair("The cat sat.")],
        Heads = [(0, 0), (0, 1)],
        Alone = [0.1, 0.2],
        Together = [0.1, 0.4, 0.4, 0.2],
        Provenance = provenance,
    };

    private static LogitLens Lens(Provenance provenance) => new()
    {
        Text = new TextPair("The cat sat."),
        Tokens = [.. Record.Tokens.Take(1)],
        IsForNext = false,
        Probabilities = new DenseArray(new float[] { 0.5f, 0.6f, 0.7f }, Layers + 1, 1, 1),
        Ids = [0, 0, 0],
        Words = new Dictionary<int, string> { [0] = "cat" },
        Provenance = provenance,
    };

    private static Patching Patching(Provenance provenance) => new()
    {
        Text = new TextPair("The cat sat."),
        Source = new TextPair("The dog sat."),
        Tokens = [],
        SourceTokens = [],
        Site = "attention.z",
        Unit = "head",
        Metric = "something",
        Meaning = "something",
        Plain = 0.5,
        Whole = 1,
        Rows = Layers,
        Columns = Heads,
        Values = [0, 0.1, 0.2, 0.3],
        Provenance = provenance,
    };

    private static Removal Removal(Provenance provenance) => new()
    {
        With = "zero",
        Metric = "something",
        Meaning = "drop of something",
        Texts = [new TextPair("The cat sat.")],
        Plain = 1,
        Curves = [new("greedy", [], [Effect(0), Effect(0.1)])],
        RandomOrders = 10,
        Bootstrap = BootstrapOptions.Default,
        Provenance = provenance,
    };

    private static MeanEstimate Effect(double mean) => new(mean, double.NaN, double.NaN, double.NaN);
}
