using System.Runtime.InteropServices;
using System.Text.Json;
using AttnExtract.Ground;

namespace AttnExtract.Model.Text.Files;

/// <summary>
/// An element of a JSON file that knows where it stands, so that whatever is wrong with it can be said in one sentence.
/// </summary>
internal readonly struct JsonPart
{
    private readonly string _file;
    private readonly string _path;

    private JsonPart(JsonElement element, string file, string path)
    {
        Element = element;
        _file = file;
        _path = path;
    }

    public JsonElement Element { get; }

    /// <summary>The root of a JSON file, whose document stays alive as long as the caller keeps it.</summary>
    public static JsonPart Root(JsonDocument document, string file) => new(document.RootElement, file, "");

    /// <summary>Reads and parses a file.</summary>
    /// <exception cref="AttnExtractException">The file cannot be read or is not JSON.</exception>
    public static JsonDocument Parse(string file)
    {
        try
        {
            return JsonDocument.Parse(WholeFile.Bytes(file));
        }
        catch (JsonException exception)
        {
            throw new AttnExtractException(
                $"'{file}' is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}): fetch it again.",
                exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AttnExtractException($"'{file}' cannot be read: {exception.Message}", exception);
        }
    }

    public bool Is(JsonValueKind kind) => Element.ValueKind == kind;

    /// <summary>The member <paramref name="name"/>, or null where it is absent or null.</summary>
    public JsonPart? Find(string name)
    {
        try
        {
            return Is(JsonValueKind.Object)
                && Element.TryGetProperty(name, out JsonElement member)
                && member.ValueKind != JsonValueKind.Null
                ? new JsonPart(member, _file, _path.Length == 0 ? name : $"{_path}.{name}")
                : null;
        }
        catch (InvalidOperationException exception)
        {
            throw NotUnicode(exception);
        }
    }

    public JsonPart Get(string name) => Find(name) ?? throw Wrong($"lacks '{name}'");

    public string Text(string name) => Get(name).AsText();

    public string Text(string name, string fallback) => Find(name)?.AsText() ?? fallback;

    public bool Flag(string name, bool fallback) => Find(name)?.AsFlag() ?? fallback;

    public int Number(string name, int fallback) => Find(name)?.AsNumber() ?? fallback;

    public IEnumerable<JsonPart> Items()
    {
        Expect(JsonValueKind.Array, "a list");
        (JsonElement element, string file, string path) = (Element, _file, _path);
        return element.EnumerateArray().Select((item, index) => new JsonPart(item, file, $"{path}[{index}]"));
    }

    public IEnumerable<(string Name, JsonPart Value)> Members()
    {
        Expect(JsonValueKind.Object, "an object");
        JsonPart part = this;
        return Element.EnumerateObject().Select(member => part.Named(member));
    }

    public string AsText()
    {
        Expect(JsonValueKind.String, "a string");
        Utf8JsonReader reader = new(JsonMarshal.GetRawUtf8Value(Element));
        reader.Read();
        return AsText(ref reader);
    }

    /// <summary>The string or member name of this element at which <paramref name="reader"/> stands.</summary>
    public string AsText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw NotUnicode(exception);
        }
    }

    public bool AsFlag() => Is(JsonValueKind.True) || (Is(JsonValueKind.False) ? false : throw Expected("true or false"));

    public int AsNumber() => Is(JsonValueKind.Number) && Element.TryGetInt32(out int number) ? number : throw Expected("a whole number");

    public double AsDouble() => Is(JsonValueKind.Number) ? Element.GetDouble() : throw Expected("a number");

    /// <summary>An error about this element: « 'file' is damaged: its 'path' <paramref name="what"/>.»</summary>
    public AttnExtractException Wrong(string what, Exception? innerException = null) => new(
        _path.Length == 0 ? $"'{_file}' is damaged: it {what}." : $"'{_file}' is damaged: its '{_path}' {what}.", innerException);

    /// <summary>An error about something in this file that is sound but not supported.</summary>
    public AttnExtractException Unsupported(string what, Exception? innerException = null) =>
        new($"'{_file}' cannot be used: {what}", innerException);

    /// <summary>Checks that this element is of a kind, which an error calls <paramref name="name"/>.</summary>
    public void Expect(JsonValueKind kind, string name)
    {
        if (!Is(kind))
        {
            throw Expected(name);
        }
    }

    private (string Name, JsonPart Value) Named(JsonProperty member)
    {
        try
        {
            return (member.Name, new JsonPart(member.Value, _file, $"{_path}.{member.Name}"));
        }
        catch (InvalidOperationException exception)
        {
            throw NotUnicode(exception);
        }
    }

    // JSON may spell half of a surrogate pair, which is no text.
    private AttnExtractException NotUnicode(InvalidOperationException exception) =>
        Wrong("holds a string that is not valid Unicode", exception);

    private AttnExtractException Expected(string what)
    {
        string found = System.Text.Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(Element)).ReplaceLineEndings(" ");
        return Wrong($"should be {what}, not {(found.Length > 40 ? $"{found[..40]}…" : found)}");
    }
}
