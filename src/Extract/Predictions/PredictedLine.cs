using System.Globalization;
using System.Text.Json;

namespace AttnExtract.Cli.Output;

/// <summary>One thing that a head says.</summary>
/// <param name="Position">The 0-based index of the token that it is said of; null for the whole text.</param>
/// <param name="Token">That token.</param>
/// <param name="What">The word, class, label or answer.</param>
/// <param name="Score">The head's own number.</param>
/// <param name="Probability">What it comes to as a probability; null where the head predicts quantities.</param>
internal sealed record PredictedLine(int? Position, string? Token, string What, double Score, double? Probability)
{
    /// <summary>For people: where, what, how likely.</summary>
    public string[] ToColumns()
    {
        string amount = (Probability ?? Score).ToString("0.0000", CultureInfo.InvariantCulture);
        return Position is null ? [What, amount] : [$"{Position}", Token!, What, amount];
    }

    /// <summary>For programs.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (Position is { } position)
        {
            json.WriteNumber("position", position);
            json.WriteString("token", Token);
        }

        json.WriteString("prediction", What);
        json.WriteNumber("score", Score);
        if (Probability is { } probability)
        {
            json.WriteNumber("probability", probability);
        }

        json.WriteEndObject();
    }
}
