using AttnExtract.Extract.Statistics;
using AttnExtract.Extract.Surveys.Syntax;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Tests.Surveys.Syntax;

public sealed class RelationSurveyTests(BundledModel bundled)
{
    // "the cat sleeps": every word depends on the next one. "dogs see cats": the middle word is the head of both.
    private static readonly ParsedSentence Chain = new(
        "the cat sleeps", [new("the", 0, 3), new("cat", 4, 7), new("sleeps", 8, 14)], [new(0, 1, "det"), new(1, 2, "nsubj")]);

    private static readonly ParsedSentence Middle = new(
        "dogs see cats", [new("dogs", 0, 4), new("see", 5, 8), new("cats", 9, 13)], [new(0, 1, "nsubj"), new(2, 1, "obj")]);

    private PretrainedModel Model => bundled.Model;

    [Fact]
    public void A_head_that_looks_at_the_next_word_follows_what_depends_on_it()
    {
        RelationSurvey survey = WithNextWordHead([Chain, Middle]);

        Assert.Equal((2, 6L), (survey.SentenceCount, survey.WordCount));
        Assert.Equal(["nsubj", "nsubj", "det", "det", "obj", "obj"], survey.Relations.Select(one => one.Relation));
        Assert.Equal((2, 1f, 1, 1.0), Found(survey, "nsubj", RelationDirection.DependentToHead));
        Assert.Equal((2, 0f, -1, 1.0), Found(survey, "nsubj", RelationDirection.HeadToDependent));
        Assert.Equal((1, 0f, -1, 1.0), Found(survey, "obj", RelationDirection.DependentToHead));
        Assert.Equal((1, 1f, 1, 1.0), Found(survey, "obj", RelationDirection.HeadToDependent));
        RelationAccuracy sure = survey.Relations[0];
        Assert.Equal((1f, 1f), (sure.Lower[2].Values.Span[3], sure.Upper[2].Values.Span[3]));
        Assert.Equal((0f, 0f), (sure.GainLower[2].Values.Span[3], sure.GainUpper[2].Values.Span[3]));
    }

    [Fact]
    public void Tokens_that_are_cut_off_are_counted()
    {
        ParsedSentence sentence = Chain with { Text = Chain.Text + string.Concat(Enumerable.Repeat(" cat", 512)) };

        RelationSurvey survey = Model.SurveyRelations([sentence], new RelationOptions { Truncate = true });

        Assert.Equal(Model.Tokenizer.Encode(sentence.Text).Tokens.Count - 512, survey.Provenance.TruncatedTokens);
    }

    [Fact]
    public void Intervals_and_gains_lie_around_what_was_found()
    {
        RelationSurvey survey = Model.SurveyRelations([.. Enumerable.Repeat(Chain, 20), .. Enumerable.Repeat(Middle, 12)]);

        Assert.All(survey.Relations, one =>
        {
            for (int head = 0; head < 72; head++)
            {
                float value = one.Values.Values.Span[head];
                Assert.InRange(value, one.Lower.Values.Span[head], one.Upper.Values.Span[head]);
                Assert.InRange(value - one.Baseline, one.GainLower.Values.Span[head] - 1e-6, one.GainUpper.Values.Span[head] + 1e-6);
            }

            Assert.Equal(one.Values.Values.ToArray().Max(), one.Values[one.Best.Layer].Values.Span[one.Best.Head]);
        });
        Assert.Equal(6 * 72, survey.ToTable().RowCount);
    }

    [Fact]
    public void A_head_that_is_right_as_often_as_the_baseline_has_its_number_in_the_table()
    {
        RelationSurvey survey = Model.SurveyRelations([Chain]);

        // Two thirds, which single and double precision round differently.
        float[] values = [.. Enumerable.Repeat((float)(2 / 3d), 72)];
        survey = survey with { Relations = [.. survey.Relations.Select(one => one with { Values = new DenseArray(values, 6, 12), Baseline = 2 / 3d })] };

        Assert.Equal(Numbers("accuracy"), Numbers("baseline"));

        double[] Numbers(string name) => [.. survey.ToTable().Columns.Single(column => column.Name == name).Numbers];
    }

    [Fact]
    public void Intervals_cover_the_truth_as_often_as_they_say()
    {
        const int Sentences = 150;
        const int Heads = 1000;
        Random random = new(5);
        RelationHits hits = new("nsubj", Heads, 1000);
        for (int sentence = 0; sentence < Sentences; sentence++)
        {
            // One to three dependencies a sentence; each head is right about 30% of them.
            Dependency[] dependencies = [.. Enumerable.Range(0, random.Next(1, 4)).Select(word => new Dependency(word, 5, "nsubj"))];
            int[][] focus =
                [.. Enumerable.Range(0, Heads).Select(_ => Enumerable.Range(0, 6).Select(_ => random.NextDouble() < 0.3 ? 5 : 4).ToArray())];
            ParsedSentence parsed = new("", [], [.. dependencies]);
            hits.Add(
                SentenceHits.Of(parsed, focus, RelationOptions.Default).Dependencies,
                [.. Enumerable.Range(0, 1000).Select(_ => PoissonDraw.Next(random))]);
        }

        RelationAccuracy accuracy = hits.ToAccuracy(RelationDirection.DependentToHead, 1, 0.95);

        double covered = Enumerable.Range(0, Heads)
            .Count(head => accuracy.Lower.Values.Span[head] <= 0.3 && accuracy.Upper.Values.Span[head] >= 0.3) / (double)Heads;
        Assert.InRange(covered, 0.93, 0.97);
    }

    [Fact]
    public void Sums_are_exact_where_single_precision_is_not()
    {
        const int Dependencies = 20_000_000; // more than 2²⁴
        DependencyHits hit = DependencyHits.Of(new Dependency(0, 1, "det"), [[1, 0]]);
        RelationHits hits = new("det", heads: 1, resamples: 1);
        hits.Add(Enumerable.Repeat(hit, Dependencies), [1]);
        hits.Add([hit], [1]);

        RelationAccuracy accuracy = hits.ToAccuracy(RelationDirection.DependentToHead, 1, 0.95);

        Assert.Equal((Dependencies + 1, 1f, 1.0), (accuracy.Count, accuracy.Values.Values.Span[0], accuracy.Baseline));
        Assert.Equal((1f, 0f), (accuracy.Lower.Values.Span[0], accuracy.GainUpper.Values.Span[0]));
    }

    [Fact]
    public void Only_what_is_wanted_is_tried()
    {
        RelationSurvey survey = Model.SurveyRelations([Chain, Middle], new RelationOptions { Relations = ["obj"] });

        Assert.Equal(["obj", "obj"], survey.Relations.Select(one => one.Relation));
    }

    [Theory]
    [InlineData("nsubj", 2)]
    [InlineData("=nsubj", 1)]
    [InlineData("nsubj:pass", 1)]
    [InlineData("=nsubj:pass", 1)]
    public void A_relation_takes_its_subtypes_along_unless_it_is_meant_exactly(string asked, int count)
    {
        ParsedSentence passive = Middle with { Dependencies = [new(0, 1, "nsubj:pass"), new(2, 1, "nsubjx")] };

        RelationSurvey survey = Model.SurveyRelations([Chain, passive], new RelationOptions { Relations = [asked] });

        Assert.Equal([(asked, count), (asked, count)], survey.Relations.Select(one => (one.Relation, one.Count)));
        Assert.Equal("No relation 'nsubj' in the treebank. Did you mean 'nsubjx'? It has nsubj:pass, nsubjx.", Refused([passive], "=nsubj"));
    }

    [Fact]
    public void What_cannot_be_tried_is_said()
    {
        Assert.Equal("The treebank is empty; give a sentence or more in CoNLL-U.", Refused([]));
        Assert.Equal("No relation 'nsub' in the treebank. Did you mean 'nsubj'? It has det, nsubj.", Refused([Chain], "nsub"));
        Assert.Equal(
            "The treebank has no dependency between two words that the model reads; give sentences of two words or more.",
            Refused([new ParsedSentence("Go", [new ParsedWord("Go", 0, 2)], [])]));
    }

    private string Refused(ParsedSentence[] sentences, params string[] relations) => Assert.Throws<AttnExtractException>(
        () => Model.SurveyRelations(sentences, new RelationOptions { Relations = [.. relations] })).Message;

    private RelationSurvey WithNextWordHead(ParsedSentence[] sentences)
    {
        using IDisposable looking = Model.Hooks[HookName.Pattern(2)].Attach(pattern =>
        {
            Tensor changed = pattern.clone();
            Tensor next = diag(ones(pattern.shape[2] - 1), 1); // [query, key]
            changed.select(1, 3).copy_(next.expand(pattern.shape[0], -1, -1));
            return changed;
        });
        return Model.SurveyRelations(sentences);
    }

    private static (int Count, float Value, int Offset, double Baseline) Found(RelationSurvey survey, string relation, RelationDirection direction)
    {
        RelationAccuracy one = survey.Relations.Single(one => one.Relation == relation && one.Direction == direction);
        return (one.Count, one.Values[2].Values.Span[3], one.Offset, one.Baseline);
    }
}
