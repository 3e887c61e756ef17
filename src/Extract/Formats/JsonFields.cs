using System.Text.Json;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Formats;

/// <summary>The properties of a JSON object that must be there; what is missing or of another kind ends in one sentence.</summary>
internal sealed class JsonFields
{
    private readonly JsonElement _json;
    private readonly string _path;
    private readonly string _where;

    /// <summary>Looks into an object.</summary>
    /// <param name="json">The object.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="where">What the object is called in the file, for messages.</param>
    public JsonFields(JsonElement json, string path, string where)
    {
        _json = json;
        _path = path;
        _where = where;
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new AttnExtractException($"'{path}' is damaged: '{where}' must be an object.");
        }
    }

    /// <summary>A text.</summary>
    public string Text(string name) => OptionalText(name) ?? throw Wrong(name, "a text");

    /// <summary>A text, or null.</summary>
    public string? OptionalText(string name) => AsText(Value(name), name);

    /// <summary>A text, or null where it is null or there is none of that name.</summary>
    public string? TextIfAny(string name) => _json.TryGetProperty(name, out JsonElement value) ? AsText(value, name) : null;

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string> Texts(string name) =>
        [.. List(name).Select((item, i) => AsText(item, $"{name}[{i}]") ?? throw Wrong($"{name}[{i}]", "a text"))];

    /// <summary>A list of texts, or none where there is none of that name.</summary>
    public IReadOnlyList<string> TextsIfAny(string name) => _json.TryGetProperty(name, out _) ? Texts(name) : [];

    /// <summary>A whole number from 0 up.</summary>
    public int Whole(string name) => OptionalWhole(name) ?? throw Wrong(name, "a whole number from 0 up");

    /// <summary>A whole number from 0 up, or null.</summary>
    public int? OptionalWhole(string name) => AsWhole(Value(name), name);

    /// <summary>A list of whole numbers from 0 up, or null where there is none of that name.</summary>
    public IReadOnlyList<int>? WholesIfAny(string name) => _json.TryGetProperty(name, out _) ? Wholes(name) : null;

    /// <summary>A list of whole numbers from 0 up.</summary>
    public IReadOnlyList<int> Wholes(string name) =>
        [.. List(name).Select((item, i) => AsWhole(item, $"{name}[{i}]") ?? throw Wrong($"{name}[{i}]", "a whole number from 0 up"))];

    /// <summary>A number, or not a number where it is null.</summary>
    public double Number(string name) => Value(name) switch
    {
        { ValueKind: JsonValueKind.Null } => double.NaN,
        { ValueKind: JsonValueKind.Number } value when value.TryGetDouble(out double number) && double.IsFinite(number) => number,
        _ => throw Wrong(name, "a number"),
    };

    /// <summary>An object, or null where there is none of that name.</summary>
    public JsonFields? ObjectIfAny(string name) => _json.TryGetProperty(name, out _) ? Object(name) : null;

    /// <summary>An object.</summary>
    public JsonFields Object(string name) => new(Value(name), _path, $"{_where}.{name}");

    /// <summary>A list of objects.</summary>
    public IEnumerable<JsonFields> Objects(string name) =>
        List(name).Select((item, i) => new JsonFields(item, _path, $"{_where}.{name}[{i}]"));

    private JsonElement.ArrayEnumerator List(string name) =>
        Value(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : throw Wrong(name, "a list");

    private string? AsText(JsonElement value, string name)
    {
        try
        {
            return value.ValueKind is JsonValueKind.String or JsonValueKind.Null ? value.GetString() : throw Wrong(name, "a text");
        }
        catch (InvalidOperationException exception)
        {
            // Half of a surrogate pair, or bytes that are not UTF-8.
            throw new AttnExtractException($"'{_path}' is damaged: '{_where}.{name}' is not Unicode.", exception);
        }
    }

    private int? AsWhole(JsonElement value, string name) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number when value.TryGetInt32(out int number) && number >= 0 => number,
        _ => throw Wrong(name, $"a whole number {WholeRange.From(0, value)}"),
    };

    private JsonElement Value(string name) => _json.TryGetProperty(name, out JsonElement value)
        ? value
        : throw new AttnExtractException($"'{_path}' is damaged: '{_where}' has no '{name}'.");

    private AttnExtractException Wrong(string name, string expected) =>
        new($"'{_path}' is damaged: '{_where}.{name}' must be {expected}.");
}
