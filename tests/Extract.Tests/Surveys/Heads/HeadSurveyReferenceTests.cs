using AttnExtract.Extract.Surveys.Heads;

namespace AttnExtract.Extract.Tests.Surveys.Heads;

/// <summary>Statistics and divergences of heads against a float64 implementation in Python.</summary>
public sealed class HeadSurveyReferenceTests(BundledModel bundled)
{
    private const string Prefix = "statistics/";

    [Fact]
    public void Statistics_and_divergences_agree()
    {
        using ResearchReference reference = new("minilm");
        HeadSurvey survey = bundled.Model.Survey(reference.ReferenceTexts.Select(text => new TextPair(text)));

        Assert.Equal(reference.ReferenceTexts.Count, survey.TextCount);
        string[] keys = [.. reference.Keys.Where(key => key.StartsWith(Prefix, StringComparison.Ordinal))];
        Assert.NotEmpty(keys);
        foreach (string key in keys)
        {
            string name = key[Prefix.Length..];
            reference.AssertCloseTo(key, name == "js" ? survey.Divergences : survey.Statistics.Single(result => result.Statistic.Name == name).Values);
        }
    }
}
