using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace AttnExtract.Ground;

/// <summary>
/// An element of a JSON file that knows where it stands, so that whatever is wrong with it can be said in one sentence.
/// </summary>
internal readonly struct JsonPart
{
    private readonly string _what;
    private readonly string _path;

    private JsonPart(JsonElement element, string what, string path)
    {
        Element = element;
        _what = what;
        _path = path;
    }

    public JsonElement Element { get; }

    /// <summary>The root of a JSON file, whose document stays alive as long as the caller keeps it.</summary>
    public static JsonPart Root(JsonDocument document, string file) => Root(document.RootElement, $"'{file}'");

    /// <summary>A whole document.</summary>
    /// <param name="root">Its root.</param>
    /// <param name="what">What it is called in messages: a file's name in quotes.</param>
    public static JsonPart Root(JsonElement root, string what) => new(root, what, "");

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
            throw InputFile.Unreadable(file, exception);
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
                ? new JsonPart(member, _what, _path.Length == 0 ? name : $"{_path}.{name}")
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
        (JsonElement element, string what, string path) = (Element, _what, _path);
        return element.EnumerateArray().Select((item, index) => new JsonPart(item, what, $"{path}[{index}]"));
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

    public int AsNumber() => Is(JsonValueKind.Number) && Element.TryGetInt32(out int number) ? number : throw Expected(WholeRange.Any(Element));

    /// <summary>A whole number within limits.</summary>
    public int AsWhole(int least, int most = int.MaxValue) =>
        Is(JsonValueKind.Number) && Element.TryGetInt32(out int number) && number >= least && number <= most ? number
        : throw Expected("a whole number" + (most < int.MaxValue ? Between(least, most) : $" {WholeRange.From(least, Element)}"));

    /// <summary>A number that is neither infinite nor outside its limits.</summary>
    public double AsFinite(double least = double.MinValue, double most = double.MaxValue) =>
        Is(JsonValueKind.Number) && Element.GetDouble() is double number && double.IsFinite(number) && number >= least && number <= most ? number
        : throw Expected("a number" + (least > double.MinValue ? Between(least, most) : " of double precision"));

    /// <summary>A number above 0 that is not infinite.</summary>
    public double AsPositive() =>
        Is(JsonValueKind.Number) && Element.GetDouble() is double number && double.IsFinite(number) && number > 0 ? number : throw Expected("a number above 0");

    /// <summary>One of a few words, as they are written in code.</summary>
    public T AsChoice<T>()
        where T : struct, Enum
    {
        string[] names = Enum.GetNames<T>();
        return Is(JsonValueKind.String) && AsText() is string name && names.Contains(name)
            ? Enum.Parse<T>(name)
            : throw Expected($"one of {string.Join(", ", names)}");
    }

    /// <summary>What is made of this text; what keeps it from being made is told of this element.</summary>
    public T Made<T>(Func<string, T> make)
    {
        string text = AsText();
        return Made(() => make(text));
    }

    /// <summary>What is made of this element; what keeps it from being made is told of this element.</summary>
    public T Made<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (AttnExtractException exception)
        {
            throw Wrong($"cannot be used: {exception.Message.TrimEnd('.')}", exception);
        }
    }

    public double AsDouble() => Is(JsonValueKind.Number) ? Element.GetDouble() : throw Expected("a number");

    /// <summary>An error about this element: « 'file' is damaged: its 'path' <paramref name="what"/>.»</summary>
    public AttnExtractException Wrong(string what, Exception? innerException = null) => new(
        _path.Length == 0 ? $"{_what} is damaged: it {what}." : $"{_what} is damaged: its '{_path}' {what}.", innerException);

    /// <summary>An error about something in this file that is sound but not supported.</summary>
    public AttnExtractException Unsupported(string what, Exception? innerException = null) =>
        new($"{_what} cannot be used: {what}", innerException);

    /// <summary>An error about this element: it is something else than it should be.</summary>
    public AttnExtractException Expected(string what)
    {
        string found = System.Text.Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(Element)).ReplaceLineEndings(" ");
        return Wrong($"should be {what}, not {(found.Length > 40 ? $"{found[..40]}…" : found)}");
    }

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
            return (member.Name, new JsonPart(member.Value, _what, $"{_path}.{member.Name}"));
        }
        catch (InvalidOperationException exception)
        {
            throw NotUnicode(exception);
        }
    }

    // JSON may spell half of a surrogate pair, which is no text.
    private AttnExtractException NotUnicode(InvalidOperationException exception) =>
        Wrong("holds a string that is not valid Unicode", exception);

    private static string Between(double least, double most) => Invariant($" from {least} to {most}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
