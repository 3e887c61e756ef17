using System.Text.Json;

namespace AttnExtract.Ground;

/// <summary>Reads small JSON files whole; what is wrong with one is an expected failure.</summary>
internal static class JsonFile
{
    /// <exception cref="AttnExtractException">The file cannot be read, is not JSON, or a text in it is not Unicode.</exception>
    public static JsonElement Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(WholeFile.Bytes(path));
            RequireUnicode(document.RootElement);
            return document.RootElement.Clone();
        }
        catch (JsonException error)
        {
            throw new AttnExtractException(
                $"'{path}' is not valid JSON at line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}.", error);
        }
        catch (InvalidOperationException error)
        {
            throw new AttnExtractException($"'{path}' is not valid JSON: a text in it is not Unicode.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw InputFile.Unreadable(path, error);
        }
    }

    // Half a surrogate pair passes for JSON, and fails only where somebody asks for the text.
    private static void RequireUnicode(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray())
                {
                    RequireUnicode(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    _ = property.Name;
                    RequireUnicode(property.Value);
                }

                break;
        }
    }
}
