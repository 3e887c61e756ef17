using System.Text.Json;

namespace AttnExtract.Extract.Texts;

/// <summary>One field of the objects of JSON Lines.</summary>
internal static class JsonLineTexts
{
    /// <summary>The texts of a field; one that is null is no text.</summary>
    public static IEnumerable<string> Read(IEnumerable<(long Number, string Text)> lines, string column, BadLines bad)
    {
        foreach ((long number, string line) in lines)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            (string? text, string? wrong) = Field(line, column);
            if (wrong is not null)
            {
                bad.Add(number, wrong);
            }
            else if (text is not null)
            {
                yield return text;
            }
        }
    }

    private static (string? Text, string? Wrong) Field(string line, string column)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind != JsonValueKind.Object ? (null, "is no JSON object")
                : !document.RootElement.TryGetProperty(column, out JsonElement field) ? (null, $"has no '{column}'")
                : field.ValueKind is JsonValueKind.String or JsonValueKind.Null ? (field.GetString(), null)
                : (null, $"has under '{column}' no text");
        }
        catch (JsonException)
        {
            return (null, "is no JSON object");
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return (null, $"has under '{column}' what is not Unicode");
        }
    }
}
