using AttnExtract.Extract.Formats;
using AttnExtract.Extract.Surveys.Heads;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Surveys.Heads;

/// <summary>Statistics of heads from maps that were kept: of our own runs and of other programs' arrays.</summary>
public sealed class RecordSurveysTests(BundledModel bundled) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private PretrainedModel Model => bundled.Model;

    [Theory]
    [InlineData("The cat, the dog: a cat.", null)]
    [InlineData("Where is the cat?", "On the mat [SEP].")]
    public void A_record_tells_what_its_model_tells_of_the_text(string text, string? pair)
    {
        (pair is null ? Model.Capture(text) : Model.Capture(text, pair)).Save(_folder["run.safetensors"]);

        HeadSurvey expected = Model.Survey([new TextPair(text, pair)]);
        HeadSurvey actual = AttentionRecord.Open(_folder["run.safetensors"]).Survey();

        Assert.Equal((1, expected.TokenCount), (actual.TextCount, actual.TokenCount));
        Assert.Equal(expected.Statistics.Select(result => result.Statistic), actual.Statistics.Select(result => result.Statistic));
        foreach ((HeadStatisticResult left, HeadStatisticResult right) in expected.Statistics.Zip(actual.Statistics))
        {
            AssertClose(left.Values, right.Values);
        }

        AssertClose(expected.Divergences, actual.Divergences);
        Assert.Equal(
            expected.Findings.Select(finding => (finding.Layer, finding.Head, finding.Type)),
            actual.Findings.Select(finding => (finding.Layer, finding.Head, finding.Type)));
    }

    [Fact]
    public void Between_two_texts_statistics_are_those_that_places_do_not_matter_for()
    {
        float[] weights = [0.1f, 0.2f, 0.3f, 0.4f, 0.7f, 0.1f, 0.1f, 0.1f, 0.25f, 0.25f, 0.25f, 0.25f, 0, 0, 0, 1, 0.5f, 0.5f, 0, 0, 0, 1, 0, 0];
        HeadSurvey survey = Saved([1, 2, 3, 4], weights).ToRecord(["a", "b", "c"], ["<s>", "x", ".", "</s>"]).Survey();

        Assert.Equal(["entropy", "first", "separator", "punctuation", "confidence"], survey.Statistics.Select(result => result.Statistic.Name));
        for (int head = 0; head < 2; head++)
        {
            float[][] rows = [.. weights.Skip(head * 12).Take(12).Chunk(4)];
            double[] expected =
            [
                rows.Average(row => -row.Sum(weight => weight > 0 ? weight * Math.Log(weight) : 0)),
                rows.Average(row => row[0]),
                rows.Average(row => row[3]),
                rows.Average(row => row[2]),
                rows.Average(row => row[..3].Max()),
            ];
            Assert.All(
                expected.Zip(survey.Statistics), pair => Assert.Equal(pair.First, pair.Second.Values.Values.Span[head], 1e-6));
        }

        double divergence = Enumerable.Range(0, 3).Average(row => Enumerable.Range(0, 4).Sum(key =>
        {
            (double left, double right) = (weights[(row * 4) + key], weights[12 + (row * 4) + key]);
            double middle = (left + right) / 2;
            return ((left > 0 ? left * Math.Log(left / middle) : 0) + (right > 0 ? right * Math.Log(right / middle) : 0)) / 2;
        }));
        Assert.Equal(divergence, survey.Divergences.Values.Span[1], 1e-6);
        Assert.Equal("1 text that attends to another, 3 tokens", survey.Corpus);
    }

    [Theory]
    [InlineData("[CLS] a [SEP]", 2)]
    [InlineData("<s> a </s>", 2)]
    [InlineData("a b </s>", null)] // the end of a text, which nothing else is parted from
    [InlineData("<sep> a b", 0)]
    public void Separators_are_told_by_their_names(string tokens, int? separator)
    {
        HeadSurvey survey = Saved([1, 1, 3, 3], 0.5f, 0.25f, 0.25f, 0.5f, 0.25f, 0.25f, 0.5f, 0.375f, 0.125f).ToRecord(tokens.Split(' ')).Survey();

        double[] means = [0.5, 0.875 / 3, 0.625 / 3];
        Assert.Equal(
            separator is { } place ? means[place] : double.NaN,
            survey.Statistics.Single(result => result.Statistic.Name == "separator").Values.Values.Span[0],
            1e-6);
    }

    [Fact]
    public void What_lacks_maps_or_numbers_is_refused()
    {
        Assert.Equal(
            "The record holds layers 1-2 of 6, and statistics compare all heads with one another; capture every layer.",
            Message(Model.Capture("A cat.", options: new CaptureOptions { Layers = [1, 2] })));
        Assert.Equal(
            "The record holds heads 0,5 of 12, and statistics compare all heads with one another; capture every head.",
            Message(Model.Capture("A cat.", options: new CaptureOptions { Heads = [0, 5] })));
        Assert.Equal(
            "Layer 0, head 1 of att.npy gives key 0 no number at query 1; statistics need every weight.",
            Message(Saved([1, 2, 2, 2], 1, 0, 0, 1, 1, 0, float.NegativeInfinity, 1).ToRecord()));
        AttentionRecord pruned = Saved([1, 1, 1, 1], 1).ToRecord();
        pruned = new(
            pruned.Text, null, pruned.Tokens, pruned.Heads, pruned.Sites, pruned.Provenance with { PrunedHeads = "0.1" });
        Assert.Equal(
            "Heads of att.npy were pruned, and statistics compare all heads with one another; survey the model that it was made from, "
                + "or keep the shape when pruning (--keep-shape).",
            Message(pruned));
    }

    public void Dispose() => _folder.Dispose();

    private static string Message(AttentionRecord record) => Assert.Throws<AttnExtractException>(() => record.Survey()).Message;

    private SavedAttention Saved(long[] shape, params float[] weights)
    {
        using (FileStream file = File.Create(_folder["att.npy"]))
        {
            NpyArray.Write(file, shape, weights);
        }

        return SavedAttention.Read(_folder["att.npy"]);
    }

    private static void AssertClose(DenseArray expected, DenseArray actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.All(expected.Values.ToArray().Zip(actual.Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }
}
