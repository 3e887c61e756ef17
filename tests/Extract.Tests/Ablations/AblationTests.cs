using AttnExtract.Extract.Ablations;
using AttnExtract.Ground;
using AttnExtract.Model;

namespace AttnExtract.Extract.Tests.Ablations;

public sealed class AblationTests(BundledModel bundled)
{
    private const string Sentence = "The cat sat on the mat.";
    private static readonly string[] Texts = ["A dog ran in the park.", "It rains.", "She sold the old house, and he bought a new car."];

    private PretrainedModel Model => bundled.Model;

    [Fact]
    public void A_head_set_to_zero_adds_nothing_and_others_add_the_same()
    {
        CaptureOptions options = new() { Sites = ["layers.3.attention.z"] };
        DenseArray plain = Model.Capture(Sentence, options).Sites[0].Value;
        DenseArray changed = Model.Capture(Sentence, options with { Ablations = [Ablate.Head(3, 5).ToZero()] }).Sites[0].Value;

        Assert.All(changed[5].Values.ToArray(), value => Assert.Equal(0, value));
        Assert.Equal(plain[4].Values.ToArray(), changed[4].Values.ToArray());
    }

    [Fact]
    public void Uniform_attention_is_the_mean_over_real_tokens_even_where_texts_are_padded()
    {
        CaptureOptions options = new() { Layers = [2], Ablations = [Ablate.Head(2, 7).ToUniform()] };
        IReadOnlyList<AttentionRecord> records = Model.Capture([new("It rains."), new(Sentence)], options);

        Assert.All(records[0].Pattern(2, 7).Values.ToArray(), weight => Assert.Equal(1f / 5, weight));
        Assert.All(records[1].Pattern(2, 7).Values.ToArray(), weight => Assert.Equal(1f / 9, weight));
    }

    [Fact]
    public void The_mean_is_over_all_tokens_of_all_texts()
    {
        CaptureOptions options = new() { Sites = ["layers.1.attention.z"] };
        DenseArray[] references = [.. Texts.Select(text => Model.Capture(text, options).Sites[0].Value)];
        int tokens = references.Sum(reference => reference.Shape[1]);
        DenseArray changed = Model.Capture(Sentence, options with { Ablations = [Ablate.Head(1, 2).ToMean(of: Texts)] }).Sites[0].Value;

        for (int token = 0; token < changed.Shape[1]; token++)
        {
            for (int i = 0; i < changed.Shape[2]; i++)
            {
                double sum = references.Sum(reference => Enumerable.Range(0, reference.Shape[1]).Sum(other => (double)reference[2][other].Values.Span[i]));
                Assert.Equal(sum / tokens, changed[2][token].Values.Span[i], 1e-5);
            }
        }
    }

    [Fact]
    public void The_mean_by_position_is_over_the_texts_that_are_long_enough()
    {
        CaptureOptions options = new() { Sites = ["layers.1.attention.z"] };
        DenseArray[] references = [.. Texts.Select(text => Model.Capture(text, options).Sites[0].Value)];
        Ablation mean = Ablate.Head(1, 2).ToMean(of: Texts, byPosition: true);
        DenseArray changed = Model.Capture(Sentence, options with { Ablations = [mean] }).Sites[0].Value;

        for (int token = 0; token < changed.Shape[1]; token++)
        {
            double expected = references.Where(reference => reference.Shape[1] > token).Average(reference => (double)reference[2][token].Values.Span[0]);
            Assert.Equal(expected, changed[2][token].Values.Span[0], 1e-5);
        }

        string text = string.Join(' ', Enumerable.Repeat("cat", 20));
        Assert.Equal(
            "The text has 22 tokens and the longest of the reference 15, so the last positions have no mean; "
            + "give longer reference texts, or take the mean over all positions.",
            Assert.Throws<AttnExtractException>(() => Model.Capture(text, mean)).Message);
    }

    [Fact]
    public void Resampling_takes_what_another_text_gives_token_by_token()
    {
        CaptureOptions options = new() { Sites = ["layers.4.attention.z", "layers.4.mlp.act"] };
        AttentionRecord other = Model.Capture(Texts[0], options);
        AttentionRecord changed = Model.Capture(Sentence, options with
        {
            Ablations = [Ablate.Head(4, 1).ToResample(from: Texts[0]), Ablate.Site("layers.4.mlp.act").ToResample(from: Texts[0])],
        });

        AssertClose(other.Sites[0].Value[1], changed.Sites[0].Value[1]);
        AssertClose(other.Sites[1].Value, changed.Sites[1].Value);
        Assert.Equal(
            "The text to resample from has 5 tokens and the text 9; give one with as many tokens, or a corpus to draw tokens from. "
            + "attn tokenize shows the tokens.",
            Assert.Throws<AttnExtractException>(() => Model.Capture(Sentence, Ablate.Head(4, 1).ToResample(from: Texts[1]))).Message);
    }

    [Fact]
    public void Tokens_drawn_from_a_corpus_are_the_corpus_own_and_the_seed_chooses_them()
    {
        CaptureOptions options = new() { Sites = ["layers.0.attention.z"] };
        float[][] pool = [.. Texts.SelectMany(text => Rows(Model.Capture(text, options).Sites[0].Value[3]))];
        float[][] Drawn(int seed) => [.. Rows(Model.Capture(
            Sentence, options with { Ablations = [Ablate.Head(0, 3).ToResample(from: Texts, seed)] }).Sites[0].Value[3])];

        Assert.All(Drawn(1), row => Assert.Contains(pool, other => other.Zip(row, (a, b) => Math.Abs(a - b)).Max() < 1e-5));
        Assert.Equal(Drawn(1), Drawn(1));
        Assert.NotEqual(Drawn(1), Drawn(2));
    }

    [Fact]
    public void Weights_cut_after_the_softmax_leave_the_others_alone()
    {
        DenseArray plain = Model.Capture(Sentence).Pattern(2, 0);
        DenseArray after = Model.Capture(Sentence, Ablate.Edges(IndexSet.Of(0), IndexSet.Of(1, 2), HeadSelection.Of(2, 0), afterSoftmax: true)).Pattern(2, 0);
        DenseArray before = Model.Capture(Sentence, Ablate.Edges(IndexSet.Of(0), IndexSet.Of(1, 2), HeadSelection.Of(2, 0))).Pattern(2, 0);

        float kept = 1 - plain[0].Values.Span[1] - plain[0].Values.Span[2];
        Assert.Equal([0, 0], after[0].Values.ToArray()[1..3]);
        Assert.Equal([0, 0], before[0].Values.ToArray()[1..3]);
        Assert.Equal(plain[0].Values.Span[5], after[0].Values.Span[5], 1e-6f);
        Assert.Equal(plain[0].Values.Span[5] / kept, before[0].Values.Span[5], 1e-6f);
        AssertClose(plain[1], after[1]);
    }

    [Fact]
    public void Values_of_a_token_become_zero()
    {
        CaptureOptions options = new() { Sites = ["layers.2.attention.v"], Ablations = [Ablate.Values(IndexSet.Of(3), HeadSelection.Parse("2.0-3"))] };
        DenseArray v = Model.Capture(Sentence, options).Sites[0].Value;

        Assert.All(v[3][3].Values.ToArray(), value => Assert.Equal(0, value));
        Assert.All(v[4][3].Values.ToArray(), value => Assert.NotEqual(0, value));
        Assert.All(v[3][2].Values.ToArray(), value => Assert.NotEqual(0, value));
    }

    [Fact]
    public void A_layer_that_is_left_out_passes_on_what_it_got_for_every_text_of_a_batch()
    {
        CaptureOptions options = new() { Sites = ["layers.1.residual.pre", "layers.1.residual.post"], Ablations = [Ablate.Layer(1)] };
        foreach (AttentionRecord record in Model.Capture([new(Sentence), new("It rains.")], options))
        {
            Assert.Equal(record.Sites[0].Value.Values.ToArray(), record.Sites[1].Value.Values.ToArray());
        }
    }

    [Fact]
    public void A_feed_forward_block_set_to_zero_adds_nothing()
    {
        CaptureOptions options = new() { Sites = ["layers.1.mlp.out"], Ablations = [Ablate.Mlp(1).ToZero()] };

        Assert.All(Model.Capture(Sentence, options).Sites[0].Value.Values.ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Ablations_are_composed_in_order_and_remembered()
    {
        AttentionRecord record = Model.Capture(Sentence, Ablate.Head(3, 5).ToZero(), Ablate.Heads("4.1").ToMean(of: Texts), Ablate.Layer(1));

        Assert.Equal(["3.5=zero", "4.1=mean(3 texts 59c42b1f)", "layer 1=skip"], record.Provenance.Ablations);
    }

    [Fact]
    public void Attached_ablations_change_whatever_runs_and_are_gone_after_their_brace()
    {
        float[] plain = Model.EmbedSentence(Sentence);
        float[] changed;
        using (Model.Attach(Ablate.Head(3, 5).ToZero()))
        {
            changed = Model.EmbedSentence(Sentence);
        }

        Assert.Equal(Model.EmbedSentence(Sentence, [Ablate.Head(3, 5).ToZero()]), changed);
        Assert.NotEqual(plain, changed);
        Assert.Equal(plain, Model.EmbedSentence(Sentence));
    }

    [Fact]
    public void A_failure_during_the_run_restores_the_model_and_leaves_no_tensor_alive()
    {
        Ablation[] ablations = [Ablate.Head(3, 5).ToMean(of: Texts), Ablate.Head(5, 1).ToResample(from: "It rains.")];
        float[] plain = Model.EmbedSentence(Sentence);
        long before = LiveTensors.Count;

        Assert.Throws<AttnExtractException>(() => Model.Capture(Sentence, new CaptureOptions { Ablations = ablations }));

        Assert.Equal(before, LiveTensors.Count);
        Assert.DoesNotContain(Model.Hooks.Names, name => Model.Hooks[name].HasListeners);
        Assert.Equal(plain, Model.EmbedSentence(Sentence));
    }

    [Fact]
    public void Cutting_every_key_is_refused() => Assert.Equal(
        "'2.0:3>*=cut' leaves token 3 nothing to attend to: all 9 keys are cut. Leave one, or set the weights to 0 with =zero.",
        Fails(Ablate.Edges(IndexSet.Of(3), IndexSet.All, HeadSelection.Of(2, 0))));

    [Fact]
    public void What_a_site_cannot_hold_is_refused()
    {
        Assert.Equal(
            "'attention.pattern' has no mean over a corpus: its width changes with the text. Take another site, such as attention.z.",
            Fails(Ablate.Site("layers.2.attention.pattern").ToMean(of: Texts)));
        Assert.Equal(
            "'attention.scores' cannot be drawn token by token from a corpus: its width changes with the text. "
            + "Resample from one text of the same length, or take another site, such as attention.z.",
            Fails(Ablate.Site("layers.2.attention.scores").ToResample(from: Texts)));
        Assert.Equal(
            "'mlp.act' cannot be made uniform; heads can: say which, such as 3.5=uniform.",
            Fails(Ablate.Site("layers.2.mlp.act").To(Replacement.Uniform)));
        Assert.Equal("There is no token 9: the text has tokens 0 to 8.", Fails(Ablate.Values(IndexSet.Of(9))));
        Assert.Equal("There is no layer 6: all-MiniLM-L6-v2 has layers 0 to 5.", Fails(Ablate.Layer(6)));
        Assert.Equal(
            "No hook point 'mlp.acts'. Did you mean 'mlp.act'? List them: attn inspect --hooks", Fails(Ablate.Site("mlp.acts").ToZero()));
        Assert.Equal(
            "The corpus is empty; give a sentence or more, one a line.",
            Assert.Throws<AttnExtractException>(() => Ablate.Head(0, 0).ToMean(of: [])).Message);
    }

    private string Fails(Ablation ablation) => Assert.Throws<AttnExtractException>(() => Model.Capture(Sentence, ablation)).Message;

    private static IEnumerable<float[]> Rows(DenseArray matrix) => Enumerable.Range(0, matrix.Shape[0]).Select(row => matrix[row].Values.ToArray());

    private static void AssertClose(DenseArray expected, DenseArray actual)
    {
        for (int i = 0; i < expected.Values.Length; i++)
        {
            Assert.Equal(expected.Values.Span[i], actual.Values.Span[i], 1e-5f);
        }
    }
}
