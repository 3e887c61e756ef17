using System.Globalization;
using System.Text;
using System.Text.Json;
using AttnExtract.Extract;
using AttnExtract.Extract.Surveys.Heads;
using AttnExtract.Ground;

namespace AttnExtract.Cli.Output;

/// <summary>What a model's heads do on a corpus.</summary>
/// <param name="surveys">What was found, a survey a kind of attention.</param>
/// <param name="view">What is drawn of it; null for the statistics.</param>
internal sealed class HeadSurveyReport(IReadOnlyList<HeadSurvey> surveys, string? view) : IFiledReport
{
    /// <inheritdoc/>
    public string Summary => $"{view ?? Messages.Count(surveys.Max(survey => survey.Statistics.Count), "statistic")} of "
        + Messages.Count(surveys.Sum(survey => survey.Provenance.LayerCount * survey.Provenance.HeadCount), "head");

    /// <summary>A line for each statistic, then one for each kind with its heads.</summary>
    public string ToText() => string.Join('\n', surveys.Select(ToText));

    /// <summary>Everything, for programs; of several kinds of attention a list.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        if (surveys is [HeadSurvey only])
        {
            WriteJson(json, only);
            return;
        }

        json.WriteStartArray();
        foreach (HeadSurvey survey in surveys)
        {
            WriteJson(json, survey);
        }

        json.WriteEndArray();
    }

    private static string ToText(HeadSurvey survey)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{survey.Corpus}; ");
        text.Append(CultureInfo.InvariantCulture, $"{100 * survey.Bootstrap.Level:0.##}% intervals: ");
        text.Append(CultureInfo.InvariantCulture, $"{survey.Bootstrap.Resamples} resamples of the texts, seed {survey.Bootstrap.Seed}\n\n");
        text.Append(TextTable.Of(
            ["statistic", "mean", "least", "most", "what it says of a head"], [.. survey.Statistics.Select(result => Row(survey, result))]));
        text.Append('\n');
        if (survey.Findings.Count == 0)
        {
            return text.Append("No head is of a kind.\n").ToString();
        }

        text.Append(TextTable.Of(
            ["kind", "a head is of it where", "after", "heads, with that number"],
            [.. survey.Findings.GroupBy(finding => finding.Type).Select(Row)]));
        return text.Append("*: the whole interval is on that side.\n").ToString();
    }

    private static void WriteJson(Utf8JsonWriter json, HeadSurvey survey)
    {
        json.WriteStartObject();
        json.WriteString("model", survey.Provenance.Model);
        if (survey.Kind is { } kind)
        {
            json.WriteString("attention", kind.Name);
        }

        json.WriteNumber("texts", survey.TextCount);
        json.WriteNumber("tokens", survey.TokenCount);
        WriteStatistics(json, survey, "statistics", result => result.Values);
        WriteStatistics(json, survey, "lower", result => result.Lower);
        WriteStatistics(json, survey, "upper", result => result.Upper);
        json.WriteNumber("level", survey.Bootstrap.Level);
        json.WriteNumber("resamples", survey.Bootstrap.Resamples);
        json.WriteNumber("seed", survey.Bootstrap.Seed);
        json.WriteStartArray("kinds");
        foreach (HeadFinding finding in survey.Findings)
        {
            json.WriteStartObject();
            json.WriteNumber("layer", finding.Layer);
            json.WriteNumber("head", finding.Head);
            json.WriteString("kind", finding.Type.Name);
            json.WriteString("condition", finding.Type.ToString());
            json.WriteString("source", finding.Type.Source);
            json.WriteNumber("value", finding.Value);
            json.WriteFinite("lower", finding.Lower);
            json.WriteFinite("upper", finding.Upper);
            json.WriteBoolean("certain", finding.IsCertain);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteArray("js", survey.Divergences);
        json.WriteArray("map", survey.Positions);
        json.WriteNumber("stress", survey.Stress);
        json.WriteNumbers("order", survey.Order);
        json.WriteEndObject();
    }

    private static void WriteStatistics(Utf8JsonWriter json, HeadSurvey survey, string name, Func<HeadStatisticResult, DenseArray> values)
    {
        json.WriteStartObject(name);
        foreach (HeadStatisticResult result in survey.Statistics)
        {
            json.WriteArray(result.Statistic.Name, values(result));
        }

        json.WriteEndObject();
    }

    private static IReadOnlyList<string> Row(HeadSurvey survey, HeadStatisticResult result)
    {
        float[] values = result.Values.Values.ToArray();
        if (!float.IsFinite(values[0]))
        {
            return [result.Statistic.Name, "–", "–", "–", "no text has any"];
        }

        return
        [
            result.Statistic.Name, IntervalText.Number(values.Average()),
            Extreme(survey, result, Ranking.Lowest<float>(values)), Extreme(survey, result, Ranking.Highest<float>(values)), result.Statistic.Title,
        ];
    }

    private static string Extreme(HeadSurvey survey, HeadStatisticResult result, int head) =>
        $"{Name(head / survey.Provenance.HeadCount, head % survey.Provenance.HeadCount)}: {IntervalText.Number(result.Values.Values.Span[head])} "
        + IntervalText.Of(result.Lower.Values.Span[head], result.Upper.Values.Span[head]);

    private static IReadOnlyList<string> Row(IGrouping<HeadType, HeadFinding> kind) =>
    [
        kind.Key.Name, kind.Key.ToString(), kind.Key.Source,
        string.Join(", ", kind.Select(finding =>
            $"{Name(finding.Layer, finding.Head)} {IntervalText.Number(finding.Value)}{(finding.IsCertain ? "*" : "")}")),
    ];

    private static string Name(int layer, int head) => string.Create(CultureInfo.InvariantCulture, $"L{layer} H{head}");
}
