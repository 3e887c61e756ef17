using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Experiments.Curves;
using AttnExtract.Extract.Experiments.Sweeps;
using AttnExtract.Extract.Measures;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Tests;
using AttnExtract.Testing;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Tests.Ablations;

/// <summary>Whatever is switched off, in whatever structure: what is hidden weighs exactly 0, and the rest of a row sums to 1.</summary>
public sealed class HiddenKeysTests(BundledModel bundled)
{
    private const string Sentence = "The cat sat on the mat.";
    private static readonly string[] Corpus = ["She sold the old house, and he bought a new car.", "A dog ran.", "It rains."];
    private static readonly TextPair[] OfManyLengths = [new(Sentence), new("It rains."), new("The cat sat on the mat and it sat there.")];
    private static readonly TextPair[] OfOneLength = [new(Sentence), new("A dog sat in the house.")];

    private static readonly Ablation[] Ablations =
    [
        Ablate.Head(0, 1).ToZero(),
        Ablate.Heads("*.*").ToUniform(),
        Ablate.Heads("1.*").ToMean(of: Corpus),
        Ablate.Heads("1.*").ToMean(of: Corpus, byPosition: true),
        Ablate.Heads("*.2").ToResample(from: Corpus, seed: 3),
        Ablate.Edges(IndexSet.Of(2), IndexSet.Of(0, 1)),
        Ablate.Edges(IndexSet.All, IndexSet.Of(4), HeadSelection.Parse("0.*")),
        Ablate.Edges(IndexSet.All, IndexSet.Of(4), HeadSelection.Parse("1.*"), afterSoftmax: true),
        Ablate.Values(IndexSet.Of(3)),
        Ablate.Mlp(0, 1).ToZero(),
        Ablate.Mlp(1).ToMean(of: Corpus),
        Ablate.Layer(1),
        Ablate.Site("attention.scores").ToZero(),
        Ablate.Site("attention.scores").To(Replacement.Uniform),
        Ablate.Site("attention.pattern").ToZero(),
        Ablate.Site("attention.q").ToZero(),
        Ablate.Site("attention.k").ToMean(of: Corpus),
        Ablate.Site("attention.v").ToResample(from: Corpus),
        Ablate.Site("attention.head_out").ToZero(),
        Ablate.Site("residual.mid").ToResample(from: Corpus),
        Ablate.Site("embed.out").ToMean(of: Corpus),
    ];

    private static readonly Ablation[] FromAText =
    [
        Ablate.Heads("*.1").ToResample(from: Sentence),
        Ablate.Site("attention.scores").ToResample(from: Sentence),
        Ablate.Site("attention.pattern").ToResample(from: Sentence),
        Ablate.Site("attention.k").ToResample(from: Sentence),
    ];

    public static TheoryData<string> Structures { get; } = [.. TinyEncoder.Structures.Keys];

    [Theory]
    [MemberData(nameof(Structures))]
    public void No_ablation_shows_what_is_hidden(string structure)
    {
        PretrainedModel model = TinyModel.Create(structure, bundled.Model);
        using Encoder encoder = model.Encoder;
        Assert.All(Ablations, ablation => AssertHidden(model, OfManyLengths, ablation));
        Assert.All(FromAText, ablation => AssertHidden(model, OfOneLength, ablation));
    }

    [Theory]
    [MemberData(nameof(Structures))]
    public void Attached_ablations_show_it_no_more_than_those_of_a_capture(string structure)
    {
        PretrainedModel model = TinyModel.Create(structure, bundled.Model);
        using Encoder encoder = model.Encoder;
        foreach (Ablation ablation in new[] { Ablate.Site("attention.scores").ToZero(), Ablate.Heads("*.*").ToUniform() })
        {
            using IDisposable attached = model.Attach(ablation);
            AssertHidden(model, OfManyLengths, Ablate.Head(0, 0).ToZero());
        }
    }

    [Theory]
    [MemberData(nameof(Structures))]
    public void No_sweep_shows_what_is_hidden(string structure)
    {
        PretrainedModel model = TinyModel.Create(structure, bundled.Model);
        using Encoder encoder = model.Encoder;
        Replacement[] ofHeads =
        [
            Replacement.Zero, Replacement.Uniform, Replacement.Mean(Corpus), Replacement.Mean(Corpus, byPosition: true), Replacement.Resample(Corpus),
        ];
        int seen = 0;
        using IDisposable watching = model.Hooks.Attach("attention.pattern", (name, pattern) =>
        {
            seen++;
            int[] lengths = [.. Enumerable.Repeat((int)pattern.shape[3], (int)pattern.shape[0])];
            AssertRows(model.Spec, name.Layer!.Value, pattern, lengths, sumTo1: true, name.ToString());
            return null;
        });

        foreach (SweepUnit unit in SweepUnit.All)
        {
            Replacement[] kinds = unit == SweepUnit.Layers ? [Replacement.Zero]
                : unit == SweepUnit.Mlps ? [Replacement.Zero, Replacement.Mean(Corpus)]
                : ofHeads;
            foreach (Replacement kind in kinds)
            {
                model.Sweep([new(Sentence), new("It rains.")], new SweepOptions { Unit = unit, With = kind });
            }
        }

        model.SweepPairs([new(Sentence)], new SweepOptions { With = Replacement.Uniform });
        model.RemoveHeads([new(Sentence)], new RemovalOptions { With = Replacement.Uniform, Steps = 2, RandomOrders = 2 });
        Assert.True(seen > 0);
    }

    [Theory]
    [InlineData("causal", "*.*:0>0=cut", "token 0 nothing to attend to: the only key that it sees is cut")]
    [InlineData("causal", "*.*:1>0-1=cut", "token 1 nothing to attend to: all 2 keys that it sees are cut")]
    [InlineData("causal", "1.3:*>0=cut", "token 0 nothing to attend to: the only key that it sees is cut")]
    [InlineData("causal", "0.0:8>*=cut", "token 8 nothing to attend to: all 9 keys are cut")]
    [InlineData("windows", "2.0:3>2-7=cut", "token 3 nothing to attend to: all 3 keys that it sees are cut")]
    [InlineData("causal windows", "0.*:3>1-7=cut", "token 3 nothing to attend to: all 3 keys that it sees are cut")]
    [InlineData("plain", "0.2:1>*=cut", "token 1 nothing to attend to: all 9 keys are cut")]
    public void A_token_that_would_be_left_nothing_to_see_is_named(string structure, string ablation, string message)
    {
        PretrainedModel model = TinyModel.Create(structure, bundled.Model);
        using Encoder encoder = model.Encoder;
        string expected = $"'{ablation}' leaves {message}. Leave one, or set the weights to 0 with =zero.";

        Assert.Equal(expected, Fails(() => model.Capture(Sentence, Ablate.Parse(ablation))));
        Assert.Equal(expected, Fails(() => model.Capture([new(Sentence), OfManyLengths[2]], new CaptureOptions { Ablations = [Ablate.Parse(ablation)] })));
    }

    [Fact]
    public void Cuts_that_only_together_leave_nothing_are_refused_and_so_are_attached_ones_at_the_end_of_a_short_text()
    {
        PretrainedModel model = TinyModel.Create("windows", bundled.Model);
        using Encoder encoder = model.Encoder;
        Assert.Equal(
            "'2.0:3>3-4=cut' leaves token 3 nothing to attend to: all 3 keys that it sees are cut. Leave one, or set the weights to 0 with =zero.",
            Fails(() => model.Capture(Sentence, Ablate.Parse("2.0:3>2=cut"), Ablate.Parse("2.0:3>3-4=cut"))));

        // What is attached for any run does not know that token 5 of the second text is padding.
        using IDisposable attached = model.Attach(Ablate.Parse("2.1:4>3-4=cut"));
        Assert.Equal(
            "Token 4 is left nothing to attend to in layer 2, head 1: hooks gave every key that it sees a score of −∞. "
            + "Leave one, or set weights to 0 at 'attention.pattern'.",
            Fails(() => model.Capture(OfManyLengths)));
    }

    [Theory]
    [InlineData("gpt2", "*.*:0>0=cut", "token 0 nothing to attend to: the only key that it sees is cut")]
    [InlineData("gpt2", "*.*:1>0-1=cut", "token 1 nothing to attend to: all 2 keys that it sees are cut")]
    [InlineData("mistral", "*.*:0>0=cut", "token 0 nothing to attend to: the only key that it sees is cut")]
    [InlineData("mistral", "1.2:9>2-9=cut", "token 9 nothing to attend to: all 8 keys that it sees are cut")]
    public void Families_refuse_it_too(string folder, string ablation, string message)
    {
        using PretrainedModel model = PretrainedModel.Load(Path.Combine(ReferenceData.RepositoryRoot, "tests", "Reference", "families", folder));

        Assert.Equal(
            $"'{ablation}' leaves {message}. Leave one, or set the weights to 0 with =zero.",
            Fails(() => model.Capture("The quick brown fox", Ablate.Parse(ablation))));
    }

    [Fact]
    public void Values_of_others_than_global_tokens_alone_are_not_changed()
    {
        string folder = Path.Combine(ReferenceData.OwnRoot, "families", "longformer");
        using PretrainedModel model = PretrainedFolder.Open(folder).Load(globals: GlobalTokenRule.First);

        Assert.Equal(
            "'layers.0.attention.v' cannot be changed where tokens see everything: to them keys and values are others. "
            + "Take none (--global-tokens none).",
            Fails(() => model.Capture(Sentence, Ablate.Parse("0.1:v2=zero"))));
        Assert.Equal(
            "The measure 'norm' has no meaning in longformer: tokens that see everything have values of their own, which no record holds; "
            + "take none of them (--global-tokens none).",
            Fails(() => model.Measure(Sentence, MeasureCatalog.Norm)));
    }

    [Fact]
    public void What_is_cut_stays_cut_where_attention_is_then_made_uniform()
    {
        PretrainedModel model = TinyModel.Create("causal", bundled.Model);
        using Encoder encoder = model.Encoder;
        DenseArray pattern = model.Capture(Sentence, Ablate.Parse("1.0:3>1=cut"), Ablate.Parse("1.0=uniform")).Pattern(1, 0);

        Assert.Equal([1f / 3, 0, 1f / 3, 1f / 3, 0, 0, 0, 0, 0], pattern[3].Values.ToArray());
    }

    private static string Fails(Action run) => Assert.Throws<AttnExtractException>(run).Message;

    // Once as anybody captures, with its own checks; once with somebody watching what no record holds: padding.
    private static void AssertHidden(PretrainedModel model, IReadOnlyList<TextPair> texts, Ablation ablation)
    {
        CaptureOptions options = new() { Sites = ["attention.pattern", "attention.scores"], Ablations = [ablation] };
        IReadOnlyList<AttentionRecord> records = model.Capture(texts, options);
        int[] lengths = [.. records.Select(record => record.Tokens.Count)];
        bool editsPattern = ablation.ToString().Contains("pattern=", StringComparison.Ordinal) || ablation is EdgeAblation { Renormalizes: false };
        for (int text = 0; text < lengths.Length; text++)
        {
            foreach (int layer in records[text].Layers)
            {
                using Tensor pattern = tensor(records[text].Pattern(layer).Values.ToArray()).view(1, -1, lengths[text], lengths[text]); // [1, head, query, key]
                AssertRows(model.Spec, layer, pattern, [lengths[text]], !editsPattern, ablation.ToString());

                DenseArray scores = records[text].Sites.Single(site => site.Key == HookName.Scores(layer)).Value;
                Assert.All(
                    Hidden(model.Spec, layer, lengths[text], lengths[text]),
                    pair => Assert.Equal(float.MinValue, scores[0][pair.Query].Values.Span[pair.Key]));
            }
        }

        using IDisposable watching = model.Hooks.Attach("attention.pattern", (name, pattern) =>
        {
            // References of an ablation are run as well, one at a time.
            if (pattern.shape[0] == lengths.Length)
            {
                AssertRows(model.Spec, name.Layer!.Value, pattern, lengths, sumTo1: true, ablation.ToString());
            }

            return null;
        });
        model.Capture(texts, options);
    }

    private static void AssertRows(StackSpec spec, int layer, Tensor pattern, int[] lengths, bool sumTo1, string what)
    {
        float[] weights = pattern.to(ScalarType.Float32).contiguous().data<float>().ToArray();
        (int heads, int queries, int keys) = ((int)pattern.shape[1], (int)pattern.shape[2], (int)pattern.shape[3]);
        for (int text = 0; text < lengths.Length; text++)
        {
            for (int row = 0; row < heads * queries; row++)
            {
                int query = row % queries;
                ReadOnlySpan<float> ofRow = weights.AsSpan(((text * heads * queries) + row) * keys, keys);
                double sum = 0;
                for (int key = 0; key < keys; key++)
                {
                    sum += ofRow[key];
                    if (ofRow[key] != 0 && IsHidden(spec, layer, query, key, lengths[text]))
                    {
                        Assert.Fail($"{what}: {query} sees {key} in layer {layer} of text {text}.");
                    }
                }

                if (sumTo1 && query < lengths[text] && !(Math.Abs(sum - 1) <= 1e-5))
                {
                    Assert.Fail($"{what}: row {query} of layer {layer} sums to {sum}.");
                }
            }
        }
    }

    // Written out, for queries and keys of a padded text.
    private static IEnumerable<(int Query, int Key)> Hidden(StackSpec spec, int layer, int count, int length) =>
        from query in Enumerable.Range(0, count)
        from key in Enumerable.Range(0, count)
        where IsHidden(spec, layer, query, key, length)
        select (query, key);

    private static bool IsHidden(StackSpec spec, int layer, int query, int key, int length) =>
        key >= length
        || (spec.IsCausal && key > query)
        || (!spec.Windows.IsEmpty && spec.Windows[layer] is { } reach && Math.Abs(key - query) > reach);
}
