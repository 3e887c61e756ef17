using System.Text.Json;

namespace AttnExtract.Extract.Texts;

/// <summary>Some fields of the objects of JSON Lines.</summary>
internal static class JsonLineTexts
{
    /// <summary>The texts of some fields, object after object; where one is null there are none.</summary>
    public static IEnumerable<string[]> Read(IEnumerable<(long Number, string Text)> lines, string[] columns, BadLines bad)
    {
        foreach ((long number, string line) in lines)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            (string? Text, string? Wrong)[] fields = [.. columns.Select(column => Field(line, column))];
            if (fields.Select(field => field.Wrong).FirstOrDefault(wrong => wrong is not null) is { } wrong)
            {
                bad.Add(number, wrong);
            }
            else if (fields.All(field => field.Text is not null))
            {
                yield return [.. fields.Select(field => field.Text!)];
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
