using AttnExtract.Extract.Surveys.Corpora;
using AttnExtract.Extract.Surveys.Heads;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract.Tests.Surveys.Heads;

/// <summary>Statistics of maps that can be worked out by hand.</summary>
public sealed class HeadScanTests
{
    private const int Separator = 102;

    // [CLS] the , the [SEP]
    private static readonly Encoding Text = new("the, the", null,
    [
        new(101, "[CLS]", 0, 0, 0, null, null), new(5, "the", 0, 3, 0, 0, 0), new(7, ",", 3, 4, 0, 0, 1), new(5, "the", 5, 8, 0, 0, 2),
        new(Separator, "[SEP]", 8, 8, 0, null, null),
    ], 0);

    [Fact]
    public void Statistics_are_means_over_queries()
    {
        // Head 0: everything to the second token. Head 1: spread evenly. Head 2: everything to the next token, the last to the first.
        Dictionary<string, double[]> values = Scan(
            [(_, key) => key == 1 ? 1 : 0, (_, _) => 0.2f, (query, key) => key == (query + 1) % 5 ? 1 : 0], out double[] divergences);

        AssertClose([0, Math.Log(5), 0], values["entropy"]);
        AssertClose([(1 + 0 + 1 + 2 + 3) / 5.0, (10 + 7 + 6 + 7 + 10) * 0.2 / 5, 8 / 5.0], values["distance"]);
        AssertClose([1 / 5.0, 0.2, 0], values["self"]);
        AssertClose([1 / 4.0, 0.2, 0], values["previous"]);
        AssertClose([1 / 4.0, 0.2, 1], values["next"]);
        AssertClose([0, 0.2, 1 / 5.0], values["first"]);
        AssertClose([0, 0.2, 1 / 5.0], values["separator"]);
        AssertClose([0, 0.2, 1 / 5.0], values["punctuation"]);
        AssertClose([1 / 2.0, 0.2, 0], values["same_token"]);
        AssertClose([1, 0.2, 4 / 5.0], values["confidence"]);

        // ½·ln(1/0.6) + ½·(0.2·ln(0.2/0.6) + 0.8·ln(2)): one weight against five; and rows 0 of heads 0 and 2 are alike.
        double spread = (Math.Log(1 / 0.6) + (0.2 * Math.Log(0.2 / 0.6)) + (0.8 * Math.Log(2))) / 2;
        AssertClose([spread, Math.Log(2) * 4 / 5, spread], divergences);
    }

    [Fact]
    public void What_a_text_does_not_have_is_not_a_number()
    {
        Encoding bare = Text with { Tokens = [.. Text.Tokens.Take(2)] };
        MapBatch<int> batch = new([0], [bare], [new DenseArray(new float[] { 0.5f, 0.5f, 0.5f, 0.5f }, 1, 1, 2, 2)]);
        double[] values = new double[HeadTypeCatalog.Readings.Length];

        new HeadScan(1, HeadTypeCatalog.Readings).Read(batch, 0, new TokenLayout(bare, separatorId: null), values, []);

        string[] missing = [.. HeadStatisticCatalog.All.Where((_, i) => double.IsNaN(values[i])).Select(statistic => statistic.Name)];
        Assert.Equal(["separator", "punctuation", "same_token"], missing);
    }

    [Theory]
    [InlineData(",", true)]
    [InlineData("##.", true)]
    [InlineData("▁\"", true)]
    [InlineData("Ġ(", true)]
    [InlineData("##", true)]
    [InlineData("。", true)]
    [InlineData("a.", false)]
    [InlineData("##s", false)]
    [InlineData("▁", false)]
    public void Punctuation_is_told_whatever_the_vocabulary_writes_around_it(string token, bool expected) =>
        Assert.Equal(expected, TokenLayout.IsPunctuation(token));

    // One layer of maps, as the second text of a batch that is padded to 7 tokens.
    private static Dictionary<string, double[]> Scan(Func<int, int, float>[] heads, out double[] divergences)
    {
        const int Padded = 7;
        float[] numbers = new float[2 * heads.Length * Padded * Padded];
        for (int head = 0; head < heads.Length; head++)
        {
            for (int query = 0; query < 5; query++)
            {
                for (int key = 0; key < 5; key++)
                {
                    numbers[((((heads.Length + head) * Padded) + query) * Padded) + key] = heads[head](query, key);
                }
            }
        }

        MapBatch<int> batch = new([0, 1], [Text, Text], [new DenseArray(numbers, 2, heads.Length, Padded, Padded)]);
        double[] values = new double[HeadTypeCatalog.Readings.Length * heads.Length];
        divergences = new double[HeadScan.PairCount(heads.Length)];
        new HeadScan(heads.Length, HeadTypeCatalog.Readings).Read(batch, 1, new TokenLayout(Text, Separator), values, divergences);
        return HeadStatisticCatalog.All.Select((statistic, i) => (statistic.Name, values[(i * heads.Length)..((i + 1) * heads.Length)]))
            .ToDictionary(pair => pair.Name, pair => pair.Item2);
    }

    private static void AssertClose(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }
}
