using System.Runtime.CompilerServices;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using AttnExtract.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Tests.Runs;

public sealed class CaptureTests(BundledModel bundled)
{
    private const string Sentence = "The cat sat on the mat.";

    private PretrainedModel Model => bundled.Model;

    [Fact]
    public void A_record_holds_every_map_and_nothing_else_by_default()
    {
        AttentionRecord record = Model.Capture(Sentence);

        Assert.Equal(Enumerable.Range(0, 6).Select(layer => $"layers.{layer}.attention.pattern"), record.Sites.Select(site => $"{site.Key}"));
        Assert.Equal(Enumerable.Range(0, 6), record.Layers);
        Assert.Equal(Enumerable.Range(0, 12), record.Heads);
        Assert.Equal([12, 9, 9], record.Pattern(3).Shape);
        Assert.Equal([9, 9], record.Pattern(3, 5).Shape);
    }

    [Fact]
    public void Only_what_was_asked_for_is_kept()
    {
        AttentionRecord all = Model.Capture(Sentence);
        AttentionRecord some = Model.Capture(
            Sentence, new CaptureOptions { Layers = [4, 1], Heads = [7, 0, 7], Sites = ["attention.pattern", "mlp.out", "embed.out"] });

        Assert.Equal(
            ["embed.out", "layers.1.attention.pattern", "layers.1.mlp.out", "layers.4.attention.pattern", "layers.4.mlp.out"],
            some.Sites.Select(site => $"{site.Key}"));
        Assert.Equal([0, 7], some.Heads);
        Assert.Equal([2, 9, 9], some.Pattern(4).Shape);
        AssertClose(all.Pattern(4, 7), some.Pattern(4, 7));
        Assert.Equal([9, 384], some.Sites[0].Value.Shape);
    }

    [Fact]
    public void A_layer_that_was_not_asked_for_takes_the_fused_path()
    {
        bool[] watched = new bool[6];
        using (Model.Hooks.Attach("layers.*.residual.post", (name, _) =>
        {
            watched[name.Layer!.Value] = Model.Hooks[HookName.Pattern(name.Layer.Value)].HasListeners;
            return null;
        }))
        {
            Model.Capture(Sentence, new CaptureOptions { Layers = [2] });
        }

        Assert.Equal([false, false, true, false, false, false], watched);
    }

    [Fact]
    public void Tokens_carry_code_point_offsets_words_and_roles()
    {
        AttentionRecord record = Model.Capture("𝔸 cat", "Two unbelievables.");

        Assert.Equal(record.Tokens.Select(token => token.IsSpecial), record.Tokens.Select(token => token.Sequence is null));
        RecordToken cat = record.Tokens.Single(token => token.Text == "cat");
        Assert.Equal((2, 5, 0, 0), (cat.Start, cat.End, cat.Sequence, cat.TypeId));
        RecordToken two = record.Tokens.Single(token => token.Text == "two");
        Assert.Equal((0, 3, 1, 0, 1), (two.Start, two.End, two.Sequence, two.Word, two.TypeId));
        Assert.Equal(("𝔸 cat", "Two unbelievables."), (record.Text, record.Pair));
    }

    [Fact]
    public void Padding_never_reaches_a_record()
    {
        AttentionRecord alone = Model.Capture("A dog.");
        IReadOnlyList<AttentionRecord> batch = Model.Capture([new("A dog."), new(Sentence + " It was a long sentence, and it went on.")]);

        Assert.Equal(alone.Tokens, batch[0].Tokens);
        Assert.Equal([12, 5, 5], batch[0].Pattern(0).Shape);
        foreach (int layer in alone.Layers)
        {
            AssertClose(alone.Pattern(layer), batch[0].Pattern(layer));
        }
    }

    [Fact]
    public void An_attached_hook_takes_part_and_is_gone_after_its_brace()
    {
        AttentionRecord plain = Model.Capture(Sentence);
        AttentionRecord changed;
        using (Model.Hooks[HookName.Pattern(3)].Attach(pattern => pattern.FullLike(1.0 / pattern.shape[^1])))
        {
            changed = Model.Capture(Sentence);
        }

        AttentionRecord after = Model.Capture(Sentence);
        Assert.All(changed.Pattern(3).Values.ToArray(), weight => Assert.Equal(1f / 9, weight));
        Assert.False(plain.Pattern(4).Values.Span.SequenceEqual(changed.Pattern(4).Values.Span));
        Assert.True(plain.Pattern(4).Values.Span.SequenceEqual(after.Pattern(4).Values.Span));
    }

    [Fact]
    public void A_hook_that_throws_leaves_nothing_attached()
    {
        using (Model.Hooks[HookName.MlpAct(5)].Attach(_ => throw new InvalidTimeZoneException()))
        {
            Assert.Throws<InvalidTimeZoneException>(() => Model.Capture(Sentence));
        }

        Assert.DoesNotContain(Model.Hooks.Names, name => Model.Hooks[name].HasListeners);
    }

    [Fact]
    public void Numbers_that_are_none_are_reported_with_their_place()
    {
        using IDisposable broken = Model.Hooks[HookName.V(1)].Attach(v => v.IndexFill(1, tensor(4L), double.NaN));

        AttnExtractException error = Assert.Throws<AttnExtractException>(
            () => Model.Capture(Sentence, new CaptureOptions { Sites = ["attention.z"], Layers = [1] }));

        Assert.Equal(
            "'layers.1.attention.z' has values that are not numbers (head 4, row 0): the weights of this model are damaged, or a hook returned them.",
            error.Message);
    }

    [Fact]
    public void A_map_whose_rows_do_not_sum_to_one_is_reported()
    {
        float[] pattern = [0.5f + 0.5f, 0.7f + 0.2f];

        AttnExtractException error = Assert.Throws<AttnExtractException>(
            () => SelfCheck.RequireSound(pattern, HookName.Pattern(0), [3], checksRows: true));

        Assert.Equal(
            "'layers.0.attention.pattern' is not a distribution (head 3, row 1 sums to 0.9, expected 1): the run cannot be trusted.",
            error.Message);
        SelfCheck.RequireSound(pattern, HookName.Pattern(0), [3], checksRows: false);
    }

    [Fact]
    public void A_map_that_sees_what_it_must_not_is_reported()
    {
        using IDisposable scope = NewDisposeScope();
        Visibility causal = new(2, 2) { IsCausal = true };
        Tensor pattern = tensor(new[] { 1, 1e-30f, 0.5f, 0.5f }).view(1, 1, 2, 2); // [batch, head, query, key]

        Assert.Equal(
            "'layers.0.attention.pattern' has weight on a hidden key (head 0, row 0, key 1 weighs 1E-30, expected 0): the run cannot be trusted.",
            Assert.Throws<AttnExtractException>(() => SelfCheck.RequireHidden(pattern, HookName.Pattern(0), causal)).Message);
        SelfCheck.RequireHidden(pattern, HookName.Pattern(0), new Visibility(2, 2));
    }

    [Theory]
    [InlineData("", "The text is empty; give a sentence with words.")]
    [InlineData(" \t\n", "The text is only white space; give a sentence with words.")]
    [InlineData("\u0001\u0002", "The tokenizer finds nothing to read in '\\u0001\\u0002'; give a sentence with words.")]
    public void A_text_without_tokens_is_refused(string text, string message) =>
        Assert.Equal(message, Assert.Throws<AttnExtractException>(() => Model.Capture(text)).Message);

    [Fact]
    public void A_text_that_is_too_long_says_both_counts_and_how_to_cut_it()
    {
        string text = string.Join(' ', Enumerable.Repeat("word", 100_000));

        Assert.Equal(
            "The text has 100002 tokens, but all-MiniLM-L6-v2 reads at most 512. Shorten it, or cut it off with --truncate.",
            Assert.Throws<AttnExtractException>(() => Model.Capture(text)).Message);

        AttentionRecord cut = Model.Capture(text, new CaptureOptions { Truncate = true, Layers = [0], Heads = [0] });
        Assert.Equal((512, 99_490), (cut.Tokens.Count, cut.Provenance.TruncatedTokens));
    }

    [Fact]
    public void Layers_and_heads_out_of_range_say_what_exists()
    {
        Assert.Equal(
            "There is no layer 6: all-MiniLM-L6-v2 has layers 0 to 5.",
            Assert.Throws<AttnExtractException>(() => Model.Capture(Sentence, new CaptureOptions { Layers = [0, 6] })).Message);
        Assert.Equal(
            "There is no head -1: all-MiniLM-L6-v2 has heads 0 to 11.",
            Assert.Throws<AttnExtractException>(() => Model.Capture(Sentence, new CaptureOptions { Heads = [-1] })).Message);
        Assert.Equal(
            "No hook point 'attention.patern'. Did you mean 'attention.pattern'? List them: attn inspect --hooks",
            Assert.Throws<AttnExtractException>(() => Model.Capture(Sentence, new CaptureOptions { Sites = ["attention.patern"] })).Message);
    }

    [Fact]
    public void Provenance_says_what_made_the_numbers()
    {
        Provenance provenance = Model.Capture(Sentence).Provenance;

        Assert.Equal(("all-MiniLM-L6-v2", "bert", 6, 12, "float32", 0), (
            provenance.Model, provenance.ModelType, provenance.LayerCount, provenance.HeadCount, provenance.Precision, provenance.TruncatedTokens));
        Assert.Equal(Model.WeightsSha256, provenance.WeightsSha256);
        Assert.Empty(provenance.Ablations);
        Assert.Equal(torch.__version__, provenance.Torch);
    }

    [Fact]
    public void Only_what_is_saved_waits_for_the_hash_of_the_weights()
    {
        using TemporaryFolder folder = new();
        using PretrainedModel small = PretrainedModel.Load(SmallModel.MakeBert(folder["small"]));
        HashOf(small) = Task.FromException<string>(new InvalidTimeZoneException());

        AttentionRecord record = small.Capture(Sentence);

        Assert.Equal(small.Name, record.Provenance.Model);
        Assert.Throws<InvalidTimeZoneException>(() => record.Save(folder["run.npz"]));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_hundred_captures_leave_no_tensor_alive()
    {
        using TemporaryFolder folder = new();
        using PretrainedModel small = PretrainedModel.Load(SmallModel.MakeBert(folder.Path));
        small.Capture(Sentence);
        long before = LiveTensors.Count;
        for (int i = 0; i < 100; i++)
        {
            small.Capture([new("A cat."), new(Sentence, "And a pair.")], new CaptureOptions { Sites = ["*"], Heads = [i % 2] });
        }

        Assert.Equal(before, LiveTensors.Count);
    }

    [Fact]
    public void A_capture_that_fails_leaves_no_tensor_alive()
    {
        long before = LiveTensors.Count;
        using (Model.Hooks[HookName.MlpAct(5)].Attach(_ => throw new InvalidTimeZoneException()))
        {
            Assert.Throws<InvalidTimeZoneException>(() => Model.Capture(Sentence));
        }

        Assert.Equal(before, LiveTensors.Count);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = $"<{nameof(PretrainedModel.WeightsHash)}>k__BackingField")]
    private static extern ref Task<string> HashOf(PretrainedModel model);

    private static void AssertClose(DenseArray expected, DenseArray actual)
    {
        for (int i = 0; i < expected.Values.Length; i++)
        {
            Assert.Equal(expected.Values.Span[i], actual.Values.Span[i], 1e-5f);
        }
    }
}
