using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AttnExtract.Ground;
using AttnExtract.Model.Families;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;

namespace AttnExtract.Model.Folders;

/// <summary>The <c>config.json</c> of a model folder, read with messages that name the file and the key.</summary>
public sealed class ModelConfig
{
    /// <summary>The name of the file in a model folder.</summary>
    public const string FileName = "config.json";

    /// <summary>The option that lists the heads that were cut out: <c>{"0": [1, 2]}</c>, by layer.</summary>
    public const string PrunedHeadsKey = "pruned_heads";

    // A number of layers, heads or classes beyond this is damage, and must not be counted to.
    private const int MostThings = 100_000;

    // Of what a folder that is no model's holds.
    private const int MostNamed = 10;

    private readonly JsonElement _root;
    private readonly string _path;
    private readonly ImmutableDictionary<string, string> _otherNames;

    private ModelConfig(string path, JsonElement root, ImmutableDictionary<string, string>? otherNames = null)
    {
        _path = path;
        _root = root;
        _otherNames = otherNames ?? ImmutableDictionary<string, string>.Empty;
    }

    /// <summary>The <c>model_type</c>, which says the family; where it is absent, the one that an architecture's name begins with.</summary>
    /// <exception cref="AttnExtractException">Neither says one.</exception>
    public string ModelType
    {
        get
        {
            const string Key = "model_type";
            ImmutableArray<string> architectures = Texts("architectures");
            return Find(Key) is not null || architectures.IsEmpty ? Text(Key)
                : architectures.Select(FamilyCatalog.ModelTypeOf).FirstOrDefault(type => type is not null)
                    ?? throw new AttnExtractException(
                        $"'{_path}' lacks \"{Key}\", and the architecture {string.Join(", ", architectures)} is of no known family; add the \"{Key}\".");
        }
    }

    /// <summary>Reads the configuration of a model folder.</summary>
    /// <param name="folder">A folder as the Hugging Face libraries write it.</param>
    /// <exception cref="AttnExtractException">There is no folder, no such file, or it is not a JSON object.</exception>
    public static ModelConfig Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!Directory.Exists(folder))
        {
            throw new AttnExtractException(NoFolder(folder));
        }

        if (!File.Exists(path))
        {
            string?[] entries = [.. InputFolder.Files(folder).Concat(InputFolder.Folders(folder)).Select(Path.GetFileName).Order(StringComparer.Ordinal)];
            string found = string.Join(", ", entries.Take(MostNamed).DefaultIfEmpty("nothing"));
            string more = entries.Length > MostNamed ? $" and {entries.Length - MostNamed} more" : "";
            throw new AttnExtractException($"'{folder}' is not a model folder: it has no {FileName}; it holds {found}{more}.");
        }

        JsonElement root = JsonFile.Read(path);
        return root.ValueKind == JsonValueKind.Object
            ? new ModelConfig(path, root)
            : throw new AttnExtractException($"'{path}' is not a configuration: expected a JSON object, found {root.ValueKind}.");
    }

    /// <summary>The same configuration, whose options may go by other names too.</summary>
    /// <param name="names">The usual name of an option, and the other one, which counts where the usual one is absent.</param>
    public ModelConfig WithOtherNames(params ReadOnlySpan<(string Usual, string Other)> names)
    {
        ImmutableDictionary<string, string>.Builder otherNames = _otherNames.ToBuilder();
        foreach ((string usual, string other) in names)
        {
            otherNames[usual] = other;
        }

        return new ModelConfig(_path, _root, otherNames.ToImmutable());
    }

    /// <summary>A copy of the whole, as it stands in the file.</summary>
    internal JsonObject ToJson() => JsonObject.Create(_root)!;

    /// <summary>Whether a key is there and its value is null, where that means something else than its absence.</summary>
    public bool IsNull(string key) => _root.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.Null;

    /// <summary>A number, where there is one: the default where the key is absent, null where its value is.</summary>
    public double? OptionalNumber(string key, double? absent) => IsNull(key) ? null : Find(key) is null ? absent : Number(key, 0);

    /// <summary>A whole number that must be there.</summary>
    public int Int(string key) => ReadInt(Require(key), key);

    /// <summary>A whole number, or its default where the key is absent or null.</summary>
    public int Int(string key, int absent) => Find(key) is { } value ? ReadInt(value, key) : absent;

    /// <summary>The ids of tokens under a key, of which there may be one or a list; empty where the key is absent or null.</summary>
    public ImmutableArray<int> Ids(string key) => Find(key) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(id => ReadInt(id, key))],
        { } one => [ReadInt(one, key)],
    };

    /// <summary>Of a key that holds lists of tokens' ids those that stand alone in theirs; empty where the key is absent or null.</summary>
    public ImmutableArray<int> SingleIds(string key) => Find(key) is { ValueKind: JsonValueKind.Array } lists
        ? [.. lists.EnumerateArray().Where(list => list.ValueKind == JsonValueKind.Array && list.GetArrayLength() == 1).Select(list => ReadInt(list[0], key))]
        : [];

    /// <summary>A number of things, from 1 to 100,000, that must be there.</summary>
    public int Count(string key) => ReadCount(Require(key), key);

    /// <summary>A number of things, from 1 to 100,000, or its default where the key is absent or null.</summary>
    public int Count(string key, int absent) => Find(key) is { } value ? ReadCount(value, key) : absent;

    /// <summary>Numbers of things, each from 1 to 100,000: as many as a list has, or the same for all; the default where the key is absent or null.</summary>
    /// <param name="key">The option.</param>
    /// <param name="absent">The default.</param>
    /// <param name="count">For how many one number stands.</param>
    public ImmutableArray<int> Counts(string key, int absent, int count) => Find(key) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Select(number => ReadCount(number, key))]
        : [.. Enumerable.Repeat(Count(key, absent), count)];

    /// <summary>A number, or its default where the key is absent or null.</summary>
    public double Number(string key, double absent) =>
        Find(key) is not { } value ? absent
        : value.ValueKind == JsonValueKind.Number && value.GetDouble() is double number && double.IsFinite(number) ? number
        : throw Wrong(key, "a number", value);

    /// <summary>What is added under the root of norms, from 0 to 1, or its default where the key is absent; null is none.</summary>
    public NormSpec Norm(string key, double absent)
    {
        const string Expected = "a number from 0 to 1";
        return Find(key) is not { } value ? new(IsNull(key) ? throw WrongNull(key, Expected) : absent)
            : value.ValueKind == JsonValueKind.Number && value.GetDouble() is >= 0 and <= 1 and double epsilon ? new(epsilon)
            : throw Wrong(key, Expected, value);
    }

    /// <summary>A non-linearity by its name, or that of its default where the key is absent; null is none.</summary>
    public Activation Activation(string key, string absent)
    {
        string name = Find(key) is null && IsNull(key) ? throw WrongNull(key, "the name of an activation") : Text(key, absent);
        return Checked(() => Network.Activation.Named(name));
    }

    /// <summary>A text that must be there.</summary>
    public string Text(string key) => ReadText(Require(key), key);

    /// <summary>A text, or its default where the key is absent or null.</summary>
    public string Text(string key, string absent) => Find(key) is { } value ? ReadText(value, key) : absent;

    /// <summary>True or false, or its default where the key is absent or null.</summary>
    public bool Flag(string key, bool absent) => Find(key) switch
    {
        null => absent,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } value => throw Wrong(key, "true or false", value),
    };

    /// <summary>A list of texts, or one text with <c>|</c> between them; empty where the key is absent or null.</summary>
    public ImmutableArray<string> Texts(string key) => Find(key) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(item => ReadText(item, key))],
        { } value => [.. ReadText(value, key).Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
    };

    /// <summary>
    /// The classes by name: as many as <c>id2label</c> has, else as <c>num_labels</c> says, else two; one without a name is called
    /// <c>LABEL_</c> and its number.
    /// </summary>
    public ImmutableArray<string> Labels()
    {
        const string Key = "id2label";
        Dictionary<string, string> named = [];
        if (Find(Key) is { } labels)
        {
            if (labels.ValueKind != JsonValueKind.Object)
            {
                throw Wrong(Key, "an object that gives each class a name", labels);
            }

            foreach (JsonProperty label in labels.EnumerateObject())
            {
                named[label.Name] = label.Value.ValueKind == JsonValueKind.String ? label.Value.GetString()! : throw Wrong(Key, "a text", label.Value);
            }
        }

        int count = named.Count > 0 ? named.Count : Count("num_labels", 2);
        return
        [
            .. Enumerable.Range(0, count)
                .Select(index => named.GetValueOrDefault(index.ToString(CultureInfo.InvariantCulture), $"LABEL_{index}")),
        ];
    }

    /// <summary>Lists of whole numbers by a number, <c>{"0": [1, 2]}</c>; ascending, and without empty lists.</summary>
    public ImmutableSortedDictionary<int, ImmutableArray<int>> NumbersByNumber(string key)
    {
        const string Expected = "lists of whole numbers by a number, such as {\"0\": [1, 2]}";
        ImmutableSortedDictionary<int, ImmutableArray<int>>.Builder lists = ImmutableSortedDictionary.CreateBuilder<int, ImmutableArray<int>>();
        if (Find(key) is not { } value)
        {
            return lists.ToImmutable();
        }

        foreach (JsonProperty list in value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : throw Wrong(key, Expected, value))
        {
            if (!int.TryParse(list.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || list.Value.ValueKind != JsonValueKind.Array)
            {
                throw Wrong(key, Expected, value);
            }

            ImmutableArray<int> numbers = [.. list.Value.EnumerateArray().Select(one => ReadInt(one, key)).Distinct().Order()];
            if (!numbers.IsEmpty)
            {
                lists[number] = numbers;
            }
        }

        return lists.ToImmutable();
    }

    /// <summary>An object inside this one; null where the key is absent or null.</summary>
    public ModelConfig? Section(string key) =>
        Find(key) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? new ModelConfig(_path, value)
        : throw Wrong(key, "an object", value);

    /// <summary>Refuses a choice that would change the numbers and that we do not compute.</summary>
    /// <param name="key">The option.</param>
    /// <param name="supported">The values that may be there, as JSON; absent or null is the same.</param>
    /// <exception cref="AttnExtractException">Another value is there.</exception>
    public void RequireOnly(string key, params ReadOnlySpan<string> supported)
    {
        if (Find(key) is { } value && !supported.Contains(Plain(value)))
        {
            throw new AttnExtractException(
                $"'{_path}' says \"{key}\": {Written(value)}, which is not supported; only {Listed(supported)} "
                + $"{(supported.Length == 1 ? "is" : "are")}.");
        }
    }

    /// <summary>As <see cref="RequireOnly"/>, for an option whose absence means something that is not supported.</summary>
    /// <param name="key">The option.</param>
    /// <param name="supported">The only value that may be there, as JSON.</param>
    /// <param name="absent">What its absence means, as JSON.</param>
    /// <exception cref="AttnExtractException">Another value is there, or none.</exception>
    public void RequireValue(string key, string supported, string absent)
    {
        if (Find(key) is null)
        {
            throw new AttnExtractException(
                $"'{_path}' lacks \"{key}\", which then is {absent}, and that is not supported; only {supported} is.");
        }

        RequireOnly(key, supported);
    }

    /// <summary>As <see cref="RequireOnly"/>, for every text that <see cref="Texts"/> finds.</summary>
    /// <param name="key">The option.</param>
    /// <param name="supported">The texts that may be there.</param>
    /// <exception cref="AttnExtractException">Another is there.</exception>
    public void RequireOnlyIn(string key, params ReadOnlySpan<string> supported)
    {
        foreach (string text in Texts(key))
        {
            if (!supported.Contains(text))
            {
                throw new AttnExtractException(
                    $"'{_path}' has \"{text}\" in \"{key}\", which is not supported; only {Listed(supported)} are.");
            }
        }
    }

    /// <summary>Refuses an option whatever its value.</summary>
    /// <param name="key">The option; absent, null, an empty list and an empty object are the same.</param>
    /// <param name="what">What it asks for.</param>
    /// <exception cref="AttnExtractException">It is there.</exception>
    public void Refuse(string key, string what)
    {
        if (Find(key) is { } value && Plain(value) is not ("{}" or "[]"))
        {
            throw new AttnExtractException($"'{_path}' has \"{key}\", which is not supported: {what}.");
        }
    }

    /// <summary>What is made of the configuration; what keeps it from being made is told with the file's name.</summary>
    internal T Checked<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (AttnExtractException exception)
        {
            throw new AttnExtractException($"'{_path}' cannot be used: {char.ToLowerInvariant(exception.Message[0])}{exception.Message[1..]}", exception);
        }
    }

    /// <summary>The sentence for a model folder that does not exist.</summary>
    internal static string NoFolder(string folder) =>
        $"There is no model folder '{folder}'. Give a folder as Hugging Face libraries write it, with {FileName}, weights and a tokenizer.";

    private JsonElement? Find(string key) =>
        _root.TryGetProperty(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value
        : _otherNames.TryGetValue(key, out string? other) && _root.TryGetProperty(other, out value) && value.ValueKind != JsonValueKind.Null ? value
        : null;

    private JsonElement Require(string key) =>
        Find(key) ?? throw new AttnExtractException($"'{_path}' lacks \"{key}\", without which the model cannot be built.");

    private int ReadInt(JsonElement value, string key) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : throw Wrong(key, WholeRange.Any(value), value);

    private int ReadCount(JsonElement value, string key) =>
        ReadInt(value, key) is >= 1 and <= MostThings and int number
            ? number
            : throw Wrong(key, $"a whole number from 1 to {MostThings}", value);

    private string ReadText(JsonElement value, string key) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { } text && !text.Any(char.IsControl) ? text : throw Wrong(key, "a text", value);

    private static string Listed(ReadOnlySpan<string> values) =>
        values.Length < 2 ? string.Concat(values!) : $"{string.Join(", ", values[..^1]!)} and {values[^1]}";

    // One way to write a value: 1 for 1.0, and no spaces.
    private static string Plain(JsonElement value) => value.ValueKind == JsonValueKind.Number
        ? value.GetDouble().ToString(CultureInfo.InvariantCulture)
        : Written(value);

    // By the writer, since the serializer would make itself code for it at every start.
    private static string Written(JsonElement value)
    {
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter json = new(text))
        {
            value.WriteTo(json);
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private AttnExtractException WrongNull(string key, string expected) => Wrong(key, expected, _root.GetProperty(key));

    private AttnExtractException Wrong(string key, string expected, JsonElement value) =>
        new($"'{_path}' says \"{key}\": {Written(value)}; expected {expected}.");
}
