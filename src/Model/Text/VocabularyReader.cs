using System.Text.Json;

namespace AttnExtract.Model.Text;

/// <summary>Reads vocabularies in the forms that files hold them in.</summary>
internal static class VocabularyReader
{
    /// <summary>An object whose members are tokens and ids, as in tokenizer.json and vocab.json.</summary>
    public static Vocabulary FromObject(JsonPart part)
    {
        int count = part.Is(JsonValueKind.Object) ? part.Element.GetPropertyCount() : 0;
        Vocabulary vocabulary = new(count);
        foreach ((string token, JsonPart id) in part.Members())
        {
            if (!vocabulary.TryAdd(token, id.AsNumber()))
            {
                throw id.Wrong($"is out of range for an id: {id.AsNumber()}");
            }
        }

        return vocabulary;
    }

    /// <summary>A text file with a token on each line, whose number from 0 is its id.</summary>
    /// <exception cref="AttnExtractException">The file cannot be read.</exception>
    public static Vocabulary FromLines(string file)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AttnExtractException($"'{file}' cannot be read: {exception.Message}", exception);
        }

        Vocabulary vocabulary = new(lines.Length);
        for (int id = 0; id < lines.Length; id++)
        {
            vocabulary.TryAdd(lines[id], id);
        }

        return vocabulary;
    }
}
