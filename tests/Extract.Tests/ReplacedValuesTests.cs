using System.Runtime.InteropServices;
using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Experiments.Sweeps;
using AttnExtract.Extract.Measures;
using AttnExtract.Extract.Surveys.Syntax;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests;

/// <summary>Whatever comes of a run says what hooks of somebody's own changed in it, and only that.</summary>
public sealed class ReplacedValuesTests(BundledModel bundled)
{
    private const string Sentence = "The cat sat on the mat.";

    private PretrainedModel Model => bundled.Model;

    private HookPoint Point => Model.Hooks[HookName.Z(3)];

    [Fact]
    public void A_hook_that_only_looks_is_not_named()
    {
        using IDisposable looking = Point.Attach(z => null, "words of a hook that changes nothing");
        using IDisposable handingBack = Point.Attach(z => z);

        AssertUnchanged(Model.Capture(Sentence));
    }

    [Fact]
    public void A_hook_that_replaces_names_its_site_or_what_it_says()
    {
        using (Point.Attach(z => z.Plus(z)))
        {
            Provenance provenance = Model.Capture(Sentence, Ablate.Head(0, 0).ToZero()).Provenance;
            Assert.Equal(["layers.3.attention.z"], provenance.ReplacedSites);
            Assert.Equal(["0.0=zero"], provenance.Ablations);
        }

        using (Point.Attach(z => z.Plus(z), "z of layer 3 doubled"))
        {
            Provenance provenance = Model.Capture(Sentence, Ablate.Head(0, 0).ToZero()).Provenance;
            Assert.Empty(provenance.ReplacedSites);
            Assert.Equal(["0.0=zero", "z of layer 3 doubled"], provenance.Ablations);
        }

        AssertUnchanged(Model.Capture(Sentence));
    }

    [Fact]
    public void A_hook_that_replaces_once_marks_one_record()
    {
        int calls = 0;
        using IDisposable once = Point.Attach(z => calls++ == 0 ? z.Plus(z) : null);

        Assert.Equal(["layers.3.attention.z"], Model.Capture(Sentence).Provenance.ReplacedSites);
        AssertUnchanged(Model.Capture(Sentence));
        Assert.Equal(2, calls);
    }

    [Fact]
    public void A_hook_that_is_gone_when_the_run_is_over_is_named()
    {
        IDisposable? gone = null;
        gone = Point.Attach(z =>
        {
            gone!.Dispose();
            return z.Plus(z);
        });

        Assert.Equal(["layers.3.attention.z"], Model.Capture(Sentence).Provenance.ReplacedSites);
        AssertUnchanged(Model.Capture(Sentence));
    }

    [Fact]
    public void A_hook_that_a_hook_attaches_is_named()
    {
        IDisposable? attached = null;
        using IDisposable attaching = Model.Hooks[HookName.EmbedOut].Attach(_ =>
        {
            attached ??= Point.Attach(z => z.Plus(z));
            return null;
        });

        Assert.Equal(["layers.3.attention.z"], Model.Capture(Sentence).Provenance.ReplacedSites);
        attached!.Dispose();
    }

    [Fact]
    public void A_hook_that_writes_into_the_tensor_is_named()
    {
        using IDisposable writing = Point.Attach(z =>
        {
            z.mul_(z);
            return null;
        });

        Assert.Equal(["layers.3.attention.z"], Model.Capture(Sentence).Provenance.ReplacedSites);
    }

    [Fact]
    public void Hooks_of_the_library_are_named_where_they_replace()
    {
        var looking = Point.register_forward_hook((_, _, z) => z);
        AssertUnchanged(Model.Capture(Sentence));
        looking.remove();

        var before = Point.register_forward_pre_hook((_, z) => z.Plus(z));
        Assert.Equal(["layers.3.attention.z"], Model.Capture(Sentence).Provenance.ReplacedSites);
        before.remove();

        var after = Point.register_forward_hook((_, _, z) => z.Plus(z));
        Assert.Equal(["layers.3.attention.z"], Model.Capture(Sentence).Provenance.ReplacedSites);
        after.remove();

        var writing = Point.register_forward_hook((_, _, z) => z.mul_(z));
        Assert.Equal(["layers.3.attention.z"], Model.Capture(Sentence).Provenance.ReplacedSites);
        writing.remove();

        AssertUnchanged(Model.Capture(Sentence));
    }

    [Fact]
    public void A_hook_of_the_library_that_returns_another_shape_is_refused()
    {
        var wrong = Point.register_forward_hook((_, _, z) => z.narrow(1, 0, 2));
        AttnExtractException refused = Assert.Throws<AttnExtractException>(() => Model.Capture(Sentence));
        wrong.remove();

        Assert.Equal(
            "A hook on 'layers.3.attention.z' returned a tensor of shape [1, 2, 9, 32]; expected [1, 12, 9, 32], the shape that it was given: "
            + $"{HookSite.Z.Shape}.",
            refused.Message);
    }

    [Fact]
    public void What_was_attached_is_named_in_that_order_and_as_often()
    {
        using IDisposable later = Model.Attach(Ablate.Head(3, 1).ToZero(), Ablate.Head(2, 1).ToZero());
        using IDisposable earlier = Model.Hooks[HookName.EmbedOut].Attach(value => value.Plus(value), "embeddings doubled");
        using IDisposable again = Model.Attach(Ablate.Head(2, 1).ToZero());

        Assert.Equal(["3.1=zero", "2.1=zero", "embeddings doubled", "2.1=zero"], Model.Capture(Sentence).Provenance.Ablations);
    }

    [Fact]
    public void Whatever_comes_of_a_run_says_it()
    {
        using PretrainedModel model = PretrainedModel.Load(Path.Combine(ReferenceData.OwnRoot, "families", "bert"));
        TextPair[] texts = [new(Sentence), new("A dog barked.")];
        ParsedSentence parsed = new("A dog", [new ParsedWord("A", 0, 1), new ParsedWord("dog", 2, 5)], [new Dependency(0, 1, "det")]);
        IEnumerable<Provenance> Made() =>
        [
            .. model.Capture(texts).Select(record => record.Provenance),
            model.Embed(texts).Provenance,
            model.Sweep(texts, new() { Unit = SweepUnit.Layers }).Provenance,
            model.SweepPairs([texts[1]]).Provenance,
            model.RemoveHeads(texts, new() { Steps = 2, RandomOrders = 1 }).Provenance,
            model.Survey(texts).Provenance,
            model.SurveyRelations([parsed]).Provenance,
            model.Measure(Sentence, MeasureCatalog.Get("rollout")).Provenance,
        ];

        Assert.All(Made(), provenance => Assert.Empty(provenance.ReplacedSites));
        using IDisposable replacing = model.Hooks[HookName.Z(1)].Attach(z => z.Plus(z));
        Assert.All(Made(), provenance => Assert.Equal(["layers.1.attention.z"], provenance.ReplacedSites));
    }

    [Fact]
    public void Files_of_plain_runs_do_not_speak_of_it()
    {
        using TemporaryFolder folder = new();
        Model.Capture(Sentence).Save(folder["plain.json"]);
        using (Point.Attach(z => z.Plus(z)))
        {
            Model.Capture(Sentence).Save(folder["replaced.json"]);
        }

        Assert.DoesNotContain("replaced", File.ReadAllText(folder["plain.json"]), StringComparison.Ordinal);
        Assert.Contains("\"replaced_sites\"", File.ReadAllText(folder["replaced.json"]), StringComparison.Ordinal);
        Assert.Equal(["layers.3.attention.z"], AttentionRecord.Open(folder["replaced.json"]).Provenance.ReplacedSites);
    }

    [Fact]
    public void What_libtorch_says_of_its_allocator_becomes_a_sentence()
    {
        using IDisposable failing = Point.Attach(_ => throw new ExternalException(
            "[enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 57600000000 bytes.\nframe #0"));

        Assert.Equal(
            "There is not enough memory: 57.6 GB more were asked for. Shorten the text, take fewer layers or heads (--layers, --heads), or end other programs.",
            Assert.Throws<AttnExtractException>(() => Model.Capture(Sentence)).Message);
    }

    private static void AssertUnchanged(AttentionRecord record)
    {
        Assert.Empty(record.Provenance.ReplacedSites);
        Assert.Empty(record.Provenance.Ablations);
    }
}
