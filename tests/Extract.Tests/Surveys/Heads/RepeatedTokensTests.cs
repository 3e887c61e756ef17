using System.Text.Json;
using AttnExtract.Extract.Surveys.Heads;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Surveys.Heads;

public sealed class RepeatedTokensTests(BundledModel bundled)
{
    [Fact]
    public void Scores_on_repeated_tokens_agree_with_Python()
    {
        using ResearchReference reference = new("more");
        JsonElement repeated = reference.Description.GetProperty("repeated");
        int[] ids = [.. repeated.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];

        HeadSurvey survey = bundled.Model.SurveyRepeated([ids]);
        HeadSurvey bare = bundled.Model.SurveyRepeated([ids[1..^1]]);

        reference.AssertCloseTo("repeated/duplicate", Values(survey, "duplicate"));
        reference.AssertCloseTo("repeated/induction", Values(survey, "induction"));
        reference.AssertCloseTo("repeated/previous", Values(survey, "previous_repeated"));
        Assert.Equal(["duplicate", "induction", "previous_repeated", "entropy"], survey.Statistics.Take(4).Select(result => result.Statistic.Name));
        Assert.Equal(ids.Length, survey.TokenCount);
        Assert.Equal(ids.Length - 2, bare.TokenCount);
    }

    [Fact]
    public void Statistics_are_means_over_the_second_half_s_rows()
    {
        int[] ids = [101, 2555, 5001, 10332, 2555, 5001, 10332, 102];
        DenseArray[] patterns = new DenseArray[6];
        HeadSurvey survey;
        using (bundled.Model.Hooks.Attach("attention.pattern", (name, pattern) =>
        {
            patterns[name.Layer!.Value] = SiteReader.Copy(pattern[0]);
            return null;
        }))
        {
            survey = bundled.Model.SurveyRepeated([ids]);
        }

        for (int head = 0; head < 72; head++)
        {
            float Mean(int back) => Enumerable.Range(4, 3).Average(query => patterns[head / 12][head % 12][query].Values.Span[query - back]);
            Assert.Equal(Mean(3), Values(survey, "duplicate").Values.Span[head], 1e-6f);
            Assert.Equal(Mean(2), Values(survey, "induction").Values.Span[head], 1e-6f);
            Assert.Equal(Mean(1), Values(survey, "previous_repeated").Values.Span[head], 1e-6f);
        }
    }

    [Fact]
    public void Random_tokens_are_drawn_by_a_seed_from_what_is_not_special()
    {
        RepeatedTokens repeated = new(bundled.Model);
        int[][] Ids(int seed) => [.. repeated.Draw(30, 20, seed).Select(encoding => encoding.Tokens.Select(token => token.Id).ToArray())];
        int[][] drawn = Ids(0);

        Assert.Equal(Ids(0), drawn);
        Assert.NotEqual(Ids(1), drawn);
        Assert.Equal(20, drawn.Length);
        Assert.All(drawn, ids =>
        {
            Assert.Equal((101, 102, 62), (ids[0], ids[^1], ids.Length));
            Assert.Equal(ids[1..31], ids[31..61]);
            Assert.Empty(ids[1..^1].Intersect([0, 100, 101, 102, 103]));
        });
        Assert.Equal("20 sequences of 30 random tokens that come twice, seed 0, 1240 tokens", bundled.Model.SurveyRepeated(30).Corpus);
    }

    [Fact]
    public void Ordinary_texts_have_no_such_statistics() => Assert.Equal(
        HeadStatisticCatalog.All,
        bundled.Model.Survey([new TextPair("The cat sat.")]).Statistics.Select(result => result.Statistic));

    [Fact]
    public void Models_without_added_tokens_read_the_sequence_alone()
    {
        using PretrainedModel model = PretrainedModel.Load(ReferenceData.FolderOf("families", "gpt2"));

        HeadSurvey survey = model.SurveyRepeated(5, count: 3);

        Assert.Equal((3, 30), (survey.TextCount, survey.TokenCount));
        Assert.All(Values(survey, "induction").Values.ToArray(), value => Assert.InRange(value, 0, 1));
    }

    [Theory]
    [InlineData("101 5 6 5 102", "Sequence 1 has 3 tokens besides those that the tokenizer adds, and the second half is not the first again; "
        + "give tokens and the same tokens again.")]
    [InlineData("101 5 6 5 7 102", "Sequence 1 has 4 tokens besides those that the tokenizer adds, and the second half is not the first again; "
        + "give tokens and the same tokens again.")]
    [InlineData("101 102", "Sequence 1 has 0 tokens besides those that the tokenizer adds, and the second half is not the first again; "
        + "give tokens and the same tokens again.")]
    [InlineData("5 30522 5 30522", "Sequence 1 has the id 30522, but all-MiniLM-L6-v2 knows ids 0 to 30521; attn tokenize shows ids.")]
    public void What_does_not_come_twice_is_refused(string ids, string message) => Assert.Equal(
        message,
        Assert.Throws<AttnExtractException>(() => bundled.Model.SurveyRepeated([[.. ids.Split(' ').Select(int.Parse)]])).Message);

    [Theory]
    [InlineData("gpt2", "100 tokens that come twice are too many: gpt2 reads at most 80; take 40 or fewer.")]
    [InlineData("roberta", "100 tokens that come twice are too many: roberta reads at most 80, with the 2 that its tokenizer adds; take 39 or fewer.")]
    public void What_a_tokenizer_adds_is_told_where_it_adds_something(string family, string message)
    {
        using PretrainedModel model = PretrainedModel.Load(ReferenceData.FolderOf("families", family));

        Assert.Equal(message, Assert.Throws<AttnExtractException>(() => model.SurveyRepeated(100)).Message);
    }

    [Fact]
    public void Too_many_tokens_are_refused() => Assert.Equal(
        "300 tokens that come twice are too many: all-MiniLM-L6-v2 reads at most 512, with the 2 that its tokenizer adds; take 255 or fewer.",
        Assert.Throws<AttnExtractException>(() => bundled.Model.SurveyRepeated(300)).Message);

    private static DenseArray Values(HeadSurvey survey, string name) => survey.Statistics.Single(result => result.Statistic.Name == name).Values;
}
