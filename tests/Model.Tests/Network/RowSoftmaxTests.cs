using AttnExtract.Model.Network;

namespace AttnExtract.Model.Tests.Network;

public sealed class RowSoftmaxTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(31)]
    [InlineData(40)]
    [InlineData(515)]
    public void Weights_are_those_of_the_definition(int count)
    {
        Random random = new(count);
        float[] scores = [.. Enumerable.Range(0, count).Select(_ => (16 * random.NextSingle()) - 8)];
        double sum = scores.Sum(score => Math.Exp(score));
        float[] weights = [.. scores];

        RowSoftmax.Weigh(weights);

        Assert.All(scores.Zip(weights), pair => Assert.Equal(Math.Exp(pair.First) / sum, pair.Second, 1e-6 * Math.Exp(pair.First) / sum));
        Assert.Equal(1, weights.Sum(weight => (double)weight), 1e-6);
    }

    [Fact]
    public void Equal_scores_share_alike_whatever_they_are()
    {
        float[] weights = new float[13];
        weights.AsSpan().Fill(-1e30f);
        RowSoftmax.Weigh(weights);
        Assert.All(weights, weight => Assert.Equal(1f / 13, weight));
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(19, 4)]
    [InlineData(19, 18)]
    public void What_is_infinitely_less_or_too_little_for_a_number_weighs_nothing(int count, int place)
    {
        foreach (float little in new[] { float.NegativeInfinity, -1e30f, -104, -87.4f })
        {
            float[] weights = new float[count];
            weights[place] = little;
            RowSoftmax.Weigh(weights);
            Assert.Equal(0, weights[place]);
            Assert.All(weights.Where((_, key) => key != place), weight => Assert.Equal(1f / (count - 1), weight, 1e-7f));
        }
    }

    [Theory]
    [InlineData(3, float.NaN)]
    [InlineData(19, float.NaN)]
    [InlineData(19, float.PositiveInfinity)]
    public void What_is_no_number_makes_none_of_the_row(int count, float wrong)
    {
        for (int place = 0; place < count; place++)
        {
            float[] weights = new float[count];
            weights[place] = wrong;
            RowSoftmax.Weigh(weights);
            Assert.Contains(weights, float.IsNaN);
        }
    }

    [Fact]
    public void A_bias_is_added_to_every_score()
    {
        float[] scores = [.. Enumerable.Range(0, 19).Select(key => (float)key)];
        RowSoftmax.Add(scores, [.. Enumerable.Range(0, 19).Select(key => 100f * key)]);
        Assert.Equal(Enumerable.Range(0, 19).Select(key => 101f * key), scores);
    }
}
