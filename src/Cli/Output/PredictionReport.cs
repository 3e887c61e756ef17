using System.Globalization;
using System.Text.Json;
using AttnExtract.Extract.Predictions;

namespace AttnExtract.Cli.Output;

/// <summary>What a head makes of one text, for people and for programs.</summary>
internal static class PredictionReport
{
    /// <summary>For people: where, what, how likely, a line each.</summary>
    public static string ToText(Prediction prediction) =>
        (prediction.Written is { } written ? $"{Messages.Generated(written)}\n" : "") + TextTable.Of([], [.. prediction.Lines.Select(Columns)]);

    /// <summary>For programs: the properties of one object.</summary>
    public static void WriteJson(Utf8JsonWriter json, Prediction prediction)
    {
        json.WriteString("text", prediction.Text.Text);
        json.WriteString("task", prediction.Task.Key);
        if (prediction.Written is { } written)
        {
            json.WriteStartObject("written");
            json.WriteString("text", written.Text);
            json.WriteTexts("tokens", written.Tokens);
            json.WriteNumbers("ids", written.Ids);
            json.WriteBoolean("ended", written.IsEnded);
            json.WriteEndObject();
        }

        json.WriteStartArray("predictions");
        foreach (PredictedLine line in prediction.Lines)
        {
            WriteJson(json, line);
        }

        json.WriteEndArray();
    }

    private static string[] Columns(PredictedLine line)
    {
        string amount = (line.Probability ?? line.Score).ToString("0.0000", CultureInfo.InvariantCulture);
        return line.Position is null ? [line.What, amount] : [$"{line.Position}", line.Token!, line.What, amount];
    }

    private static void WriteJson(Utf8JsonWriter json, PredictedLine line)
    {
        json.WriteStartObject();
        if (line.Position is { } position)
        {
            json.WriteNumber("position", position);
            json.WriteString("token", line.Token);
        }

        json.WriteString("prediction", line.What);
        json.WriteNumber("score", line.Score);
        if (line.Probability is { } probability)
        {
            json.WriteNumber("probability", probability);
        }

        json.WriteEndObject();
    }
}
