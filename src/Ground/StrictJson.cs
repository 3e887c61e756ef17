using System.Text.Json;

namespace AttnExtract.Ground;

/// <summary>Reads JSON with the low-level reader; whatever is wrong with it ends in one sentence that says where.</summary>
public static class StrictJson
{
    /// <summary>Runs a reader over a whole document and turns whatever is not JSON into one sentence.</summary>
    /// <param name="what">What the document is, as the sentence's subject: « The header of 'x' ».</param>
    /// <param name="json">The whole document, in UTF-8.</param>
    /// <param name="read">Reads the root value, on whose first token the reader stands, and leaves it on the last.</param>
    /// <exception cref="AttnExtractException">It is not JSON.</exception>
    public static T Read<T>(string what, ReadOnlySpan<byte> json, ReadRoot<T> read)
    {
        Utf8JsonReader reader = new(json);
        try
        {
            reader.Read();
            T result = read(ref reader);
            reader.Read();
            return result;
        }
        catch (JsonException exception)
        {
            throw new AttnExtractException(
                $"{what} is not valid JSON: the mistake is on line {exception.LineNumber + 1}, byte "
                + $"{exception.BytePositionInLine + 1}.", exception);
        }
        catch (InvalidOperationException exception)
        {
            // The reader's way to say that a text is not UTF-8, or has half a surrogate pair.
            throw new AttnExtractException(
                $"{what} is not valid JSON: a text in it, near byte {reader.TokenStartIndex}, is not Unicode.", exception);
        }
    }

    /// <summary>Reads an object whose values are all texts; the reader stands on its brace.</summary>
    /// <param name="reader">Stands on the opening brace, and at the end on the closing one.</param>
    /// <param name="what">What the object is, as the sentence's subject.</param>
    /// <exception cref="AttnExtractException">It is no object, has a name twice, or a value that is no text.</exception>
    public static OrderedDictionary<string, string> ReadTexts(ref Utf8JsonReader reader, string what)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new AttnExtractException(
                $"{what} must be an object that gives each name a text, but it is {Describe(reader.TokenType)}.");
        }

        OrderedDictionary<string, string> texts = new(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
            {
                throw new AttnExtractException($"{what} must give each name a text, but '{name}' has {Describe(reader.TokenType)}.");
            }

            if (!texts.TryAdd(name, reader.GetString()!))
            {
                throw new AttnExtractException($"{what} has the name '{name}' twice.");
            }
        }

        return texts;
    }

    /// <summary>What a token is, with its article, for messages.</summary>
    public static string Describe(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a truth value",
        _ => "null",
    };

    /// <summary>Reads the value on whose first token the reader stands.</summary>
    public delegate T ReadRoot<T>(ref Utf8JsonReader reader);
}
