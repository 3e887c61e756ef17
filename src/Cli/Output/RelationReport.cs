using System.Globalization;
using System.Text;
using System.Text.Json;
using AttnExtract.Extract.Surveys.Syntax;

namespace AttnExtract.Cli.Output;

/// <summary>Which heads follow syntax.</summary>
/// <param name="survey">What was found.</param>
internal sealed class RelationReport(RelationSurvey survey) : IFiledReport
{
    /// <inheritdoc/>
    public string Summary => $"which heads follow {Messages.Count(survey.Relations.Select(one => one.Relation).Distinct().Count(), "relation")}";

    /// <summary>A line for each relation and direction: the head that finds most, beside the best fixed offset.</summary>
    public string ToText()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{survey.SentenceCount} sentences, {survey.WordCount} words; ");
        text.Append(CultureInfo.InvariantCulture, $"{100 * survey.Bootstrap.Level:0.##}% intervals: ");
        text.Append(CultureInfo.InvariantCulture, $"{survey.Bootstrap.Resamples} resamples of the sentences, seed {survey.Bootstrap.Seed}\n\n");
        text.Append(TextTable.Of(
            ["relation", "from", "pairs", "best head", "finds", "", "fixed offset", "more by", ""], [.. survey.Relations.Select(Row)]));
        return text.Append("*: the whole interval is above the best fixed offset.\n").ToString();
    }

    /// <summary>Everything, for programs.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model", survey.Provenance.Model);
        json.WriteNumber("sentences", survey.SentenceCount);
        json.WriteNumber("words", survey.WordCount);
        json.WriteNumber("level", survey.Bootstrap.Level);
        json.WriteNumber("resamples", survey.Bootstrap.Resamples);
        json.WriteNumber("seed", survey.Bootstrap.Seed);
        json.WriteStartArray("relations");
        foreach (RelationAccuracy one in survey.Relations)
        {
            json.WriteStartObject();
            json.WriteString("relation", one.Relation);
            json.WriteString("direction", RelationDirections.NameOf(one.Direction));
            json.WriteNumber("count", one.Count);
            json.WriteNumbers("best", [one.Best.Layer, one.Best.Head]);
            json.WriteNumber("offset", one.Offset);
            json.WriteNumber("baseline", one.Baseline);
            json.WriteArray("values", one.Values);
            json.WriteArray("lower", one.Lower);
            json.WriteArray("upper", one.Upper);
            json.WriteArray("gain_lower", one.GainLower);
            json.WriteArray("gain_upper", one.GainUpper);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static IReadOnlyList<string> Row(RelationAccuracy one)
    {
        (int layer, int head) = one.Best;
        float value = one.Values[layer].Values.Span[head];
        float gainLower = one.GainLower[layer].Values.Span[head];
        return
        [
            one.Relation, one.Direction == RelationDirection.DependentToHead ? "dependent" : "head", one.Count.ToString(CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"L{layer} H{head}"),
            IntervalText.Number(value), IntervalText.Of(one.Lower[layer].Values.Span[head], one.Upper[layer].Values.Span[head]),
            string.Create(CultureInfo.InvariantCulture, $"{one.Offset:+0;-0}: {one.Baseline:0.00}"),
            IntervalText.Number(value - one.Baseline), IntervalText.Of(gainLower, one.GainUpper[layer].Values.Span[head]) + (gainLower > 0 ? " *" : ""),
        ];
    }
}
