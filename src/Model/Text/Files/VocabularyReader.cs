using System.Runtime.InteropServices;
using System.Text.Json;
using AttnExtract.Ground;

namespace AttnExtract.Model.Text.Files;

/// <summary>Reads vocabularies in the forms that files hold them in.</summary>
internal static class VocabularyReader
{
    /// <summary>An object whose members are tokens and ids, as in tokenizer.json and vocab.json.</summary>
    public static Vocabulary FromObject(JsonPart part)
    {
        part.Expect(JsonValueKind.Object, "an object");
        Vocabulary vocabulary = new(part.Element.GetPropertyCount());

        // This loop is most of a cold start, and a reader is three times as fast as walking elements.
        Utf8JsonReader reader = new(JsonMarshal.GetRawUtf8Value(part.Element));
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string token = part.AsText(ref reader);
            reader.Read();
            int id = -1;
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out id) || !vocabulary.TryAdd(token, id))
            {
                JsonPart wrong = part.Get(token);
                throw wrong.Wrong($"is out of range for an id: {wrong.AsNumber()}");
            }
        }

        return vocabulary;
    }

    /// <summary>A text file with a token on each line, whose number from 0 is its id.</summary>
    /// <exception cref="AttnExtractException">The file cannot be read.</exception>
    public static Vocabulary FromLines(string file)
    {
        string[] lines = TextFile.Lines(file);
        Vocabulary vocabulary = new(lines.Length);
        for (int id = 0; id < lines.Length; id++)
        {
            vocabulary.TryAdd(lines[id], id);
        }

        return vocabulary;
    }
}
