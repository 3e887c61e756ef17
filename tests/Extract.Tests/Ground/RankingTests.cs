using AttnExtract.Extract.Experiments.Curves;
using AttnExtract.Extract.Predictions;
using AttnExtract.Extract.Targets;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Text;
using AttnExtract.Testing;
using CsCheck;

namespace AttnExtract.Extract.Tests.Ground;

/// <summary>Who comes first among equals, and beside NaN.</summary>
public sealed class RankingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(new[] { 1.0, 3, 3, 2 }, 1, 0)]
    [InlineData(new[] { 2.0, 2, 2 }, 0, 0)]
    [InlineData(new[] { double.NaN, 1, double.NaN, 5, 5, 1 }, 3, 1)]
    [InlineData(new[] { 4.0, double.NaN, -4 }, 0, 2)]
    [InlineData(new[] { double.NaN, double.NaN }, 0, 0)]
    [InlineData(new[] { double.NaN, double.NegativeInfinity, double.PositiveInfinity }, 2, 1)]
    [InlineData(new[] { -0.0, 0.0 }, 0, 0)]
    public void The_first_of_equals_wins_and_NaN_never(double[] values, int highest, int lowest)
    {
        Assert.Equal(highest, Ranking.Highest<double>(values));
        Assert.Equal(lowest, Ranking.Lowest<double>(values));
        Assert.Equal(highest, Ranking.Descending(values).First());
    }

    [Fact]
    public void A_ranking_holds_every_index_once_in_one_order_however_many_are_taken() =>
        Gen.Int[0, 3].Select(value => value == 3 ? double.NaN : value).Array[1, 40].Sample(values =>
        {
            int[] all = [.. Ranking.Descending(values)];
            Assert.Equal(Enumerable.Range(0, values.Length), all.Order());
            Assert.All(all.Zip(all.Skip(1)), pair => Assert.True(
                values[pair.First] > values[pair.Second]
                || (values[pair.First].Equals(values[pair.Second]) && pair.First < pair.Second)
                || (!double.IsNaN(values[pair.First]) && double.IsNaN(values[pair.Second]))));
            Assert.All(Enumerable.Range(0, all.Length), count => Assert.Equal(all[..count], Ranking.Descending(values).Take(count)));
        });

    [Fact]
    public void Words_of_one_score_are_guessed_in_the_order_of_the_vocabulary()
    {
        using PretrainedModel model = Undecided("BertForMaskedLM");

        WordGuesses guesses = Assert.Single(model.GuessWords(new TextPair("The [MASK] sat."), 50));

        Assert.Single(guesses.Words.Select(word => word.Score).Distinct());
        Assert.Equal(Enumerable.Range(0, 50), guesses.Words.Select(word => word.Id));
    }

    [Fact]
    public void Classes_of_one_score_come_in_their_own_order()
    {
        using PretrainedModel model = Undecided("BertForSequenceClassification");
        TextPair text = new("The cat sat.");

        Assert.Equal(SmallModel.Labels, model.Classify(text).Select(label => label.Label));
        Encoding encoding = model.Tokenizer.Encode(text.Text);
        Assert.Equal("logit of class 'negative'", MeasureTarget.ClassLogit().Bind(model, encoding).Name);
    }

    [Fact]
    public void Of_answers_of_one_score_the_first_and_shortest_is_given()
    {
        using PretrainedModel model = Undecided("BertForQuestionAnswering");

        Assert.Equal("the", model.Answer("Who sat?", "the cat sat on the mat").Text);
    }

    [Fact]
    public void Heads_that_do_alike_go_in_their_own_order()
    {
        using PretrainedModel model = Undecided("BertForMaskedLM");

        Removal removal = model.RemoveHeads([new TextPair("The cat sat.")], new RemovalOptions { Orders = [RemovalOrder.Greedy], Steps = 5 });

        Assert.Equal([(0, 0), (0, 1), (0, 2), (0, 3), (1, 0)], Assert.Single(removal.Curves).Heads);
    }

    // With weights of 0 every score is 0.
    private PretrainedModel Undecided(string architecture)
    {
        string weights = Path.Combine(SmallModel.MakeBert(_folder.Path, architecture), "model.safetensors");
        byte[] bytes = File.ReadAllBytes(weights);
        bytes.AsSpan(8 + (int)BitConverter.ToInt64(bytes)).Clear();
        File.WriteAllBytes(weights, bytes);
        return PretrainedModel.Load(_folder.Path);
    }
}
