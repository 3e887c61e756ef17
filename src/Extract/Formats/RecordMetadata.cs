using System.Text;
using System.Text.Json;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Formats;

/// <summary>
/// All of a record but its arrays, as the JSON document that every format carries:
/// <code>
/// { "version": 1,                       the version of this layout
///   "text": "…", "pair": "…" or null,
///   "tokens": [ { "id", "text", "start", "end", "sequence", "word", "type_id" }, … ],   as in RecordToken; offsets in code points
///   "heads": [ 0, 1, … ],               the numbers of the heads on the arrays' head axis
///   "queries": [ 0, 3, … ],             only where some tokens' rows were kept: their positions among the tokens, on the arrays' query axis
///   "provenance": { "model", "model_type", "weights_sha256", "layer_count", "head_count", "precision",
///                   "truncated_tokens", "ablations": [ … ], "replaced_sites": [ … ], "version", "torch" } }   as in Provenance
/// </code>
/// A record of a model with an encoder and a decoder has version 2: "text", "pair" and "tokens" are what the encoder reads, and besides there are
/// <code>
/// { "target": "…", "target_tokens": [ … ],   what the decoder reads, as "tokens"
///   "kinds": [ { "name": "encoder" or "decoder" or "cross", "layer_count", "head_count", "heads": [ … ], "queries": [ … ] }, … ] }
///                                                                                            in place of "heads" and "queries"
/// </code>
/// Another program may write no more than "version", "text" and "tokens" as texts; the rest is then found out.
/// </summary>
public static class RecordMetadata
{
    /// <summary>The name under which a file keeps the document: a metadata entry, an array of text, or a property.</summary>
    public const string Name = "record";

    /// <summary>The version of the layout that is written of one stack of layers.</summary>
    public const int Version = 1;

    /// <summary>The version of the layout that is written of an encoder and a decoder; both are read.</summary>
    public const int VersionOfTwo = 2;

    private const string EncoderAlone = "encoder";
    private const string GivenTokens = "tokens";

    /// <summary>The document of a record, on one line.</summary>
    internal static string ToJson(AttentionRecord record) => ToJson(json => Write(json, record));

    /// <summary>Where numbers come from, on one line.</summary>
    internal static string ToJson(Provenance provenance) => ToJson(json =>
    {
        json.WriteStartObject();
        Write(json, provenance);
        json.WriteEndObject();
    });

    /// <summary>Reads where numbers come from.</summary>
    internal static Provenance ParseProvenance(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return ReadProvenance(new JsonFields(document.RootElement, "partial", Name).Object("provenance"));
    }

    /// <summary>What is written, on one line.</summary>
    internal static string ToJson(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, ReadableJson.OnOneLine))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    /// <summary>Reads a document.</summary>
    /// <param name="json">The text under <see cref="Name"/>, or null where there is none.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="AttnExtractException">It is not such a document.</exception>
    internal static RecordParts Parse(string? json, string path)
    {
        if (json is null)
        {
            throw Missing(path);
        }

        JsonElement document = StrictJson.Read(
            $"The '{Name}' of '{path}'", Encoding.UTF8.GetBytes(json), (ref Utf8JsonReader reader) => JsonElement.ParseValue(ref reader));
        return Read(document, path);
    }

    /// <summary>Reads a document that is part of a larger one.</summary>
    /// <inheritdoc cref="Parse"/>
    internal static RecordParts Read(JsonElement json, string path)
    {
        JsonFields fields = new(json, path, Name);
        int version = fields.Whole("version");
        if (version is not (Version or VersionOfTwo))
        {
            throw new AttnExtractException(
                $"'{path}' holds a record of version {version}; this program reads versions {Version} and {VersionOfTwo}. A newer AttnExtract may read it.");
        }

        if (json.TryGetProperty("tokens", out JsonElement tokens) && tokens.ValueKind == JsonValueKind.Array && tokens.GetArrayLength() > 0
            && tokens.EnumerateArray().All(token => token.ValueKind == JsonValueKind.String))
        {
            return RecordParts.OfTexts(fields.Text("text"), fields.Texts("tokens"), path);
        }

        if (version == VersionOfTwo)
        {
            return new RecordParts(
                fields.Text("text"), fields.OptionalText("pair"), [.. fields.Objects("tokens").Select(ReadToken)], [],
                ReadProvenance(fields.Object("provenance")))
            {
                Target = new RecordText(fields.Text("target"), null, [.. fields.Objects("target_tokens").Select(ReadToken)]),
                Kinds = [.. fields.Objects("kinds").Select(kind => new KindParts(
                    AttentionKind.Get(kind.Text("name")), kind.Whole("layer_count"), kind.Whole("head_count"), kind.Wholes("heads"),
                    kind.WholesIfAny("queries")))],
            };
        }

        return new RecordParts(
            fields.Text("text"),
            fields.OptionalText("pair"),
            [.. fields.Objects("tokens").Select(ReadToken)],
            fields.Wholes("heads"),
            ReadProvenance(fields.Object("provenance")))
        {
            Queries = fields.WholesIfAny("queries"),
        };
    }

    /// <summary>Writes the document as one value.</summary>
    internal static void Write(Utf8JsonWriter json, AttentionRecord record)
    {
        json.WriteStartObject();
        json.WriteNumber("version", record.Kind is null ? Version : VersionOfTwo);
        RecordText source = record.Source;
        json.WriteString("text", source.Text);
        json.WriteString("pair", source.Pair);
        WriteTokens(json, "tokens", source.Tokens);
        if (record.Kind is null)
        {
            WriteNumbers(json, "heads", record.Heads);
            WriteNumbers(json, "queries", record.QueryPositions);
        }
        else
        {
            WriteKinds(json, record);
        }

        Write(json, record.Kind is null ? record.Provenance : record.Parts[0].Provenance);
        json.WriteEndObject();
    }

    private static void WriteKinds(Utf8JsonWriter json, AttentionRecord record)
    {
        json.WriteString("target", record.Target!.Text);
        WriteTokens(json, "target_tokens", record.Target.Tokens);
        json.WriteStartArray("kinds");
        foreach (AttentionRecord part in record.Parts)
        {
            json.WriteStartObject();
            json.WriteString("name", part.Kind!.Name);
            json.WriteNumber("layer_count", part.Provenance.LayerCount);
            json.WriteNumber("head_count", part.Provenance.HeadCount);
            WriteNumbers(json, "heads", part.Heads);
            WriteNumbers(json, "queries", part.QueryPositions);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTokens(Utf8JsonWriter json, string name, IReadOnlyList<RecordToken> tokens)
    {
        json.WriteStartArray(name);
        foreach (RecordToken token in tokens)
        {
            Write(json, token);
        }

        json.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<int>? numbers)
    {
        if (numbers is null)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (int number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    /// <summary>What to say of a file that holds no record.</summary>
    internal static AttnExtractException Missing(string path) =>
        new($"'{path}' holds no record: it has no '{Name}', where AttnExtract keeps the text, the tokens and where the numbers come from.");

    /// <summary>Writes one token.</summary>
    internal static void Write(Utf8JsonWriter json, RecordToken token)
    {
        json.WriteStartObject();
        json.WriteNumber("id", token.Id);
        json.WriteString("text", token.Text);
        json.WriteNumber("start", token.Start);
        json.WriteNumber("end", token.End);
        WriteOptional(json, "sequence", token.Sequence);
        WriteOptional(json, "word", token.Word);
        json.WriteNumber("type_id", token.TypeId);
        json.WriteEndObject();
    }

    /// <summary>Reads one token.</summary>
    internal static RecordToken ReadToken(JsonFields token) => new(
        token.Whole("id"),
        token.Text("text"),
        token.Whole("start"),
        token.Whole("end"),
        token.OptionalWhole("sequence"),
        token.OptionalWhole("word"),
        token.Whole("type_id"));

    /// <summary>Writes where numbers come from, as the property <c>provenance</c>.</summary>
    internal static void Write(Utf8JsonWriter json, Provenance provenance)
    {
        json.WriteStartObject("provenance");
        json.WriteString("model", provenance.Model);
        json.WriteString("model_type", provenance.ModelType);
        json.WriteString("weights_sha256", provenance.WeightsSha256);
        json.WriteNumber("layer_count", provenance.LayerCount);
        json.WriteNumber("head_count", provenance.HeadCount);
        if (provenance.PrunedHeads is { } pruned)
        {
            json.WriteString("pruned_heads", pruned);
        }

        json.WriteString("precision", provenance.Precision);
        json.WriteNumber("truncated_tokens", provenance.TruncatedTokens);
        if (provenance.Input != RunInput.Text)
        {
            json.WriteString("input", provenance.Input == RunInput.TextOfEncoder ? EncoderAlone : GivenTokens);
        }

        json.WriteStartArray("ablations");
        foreach (string ablation in provenance.Ablations)
        {
            json.WriteStringValue(ablation);
        }

        json.WriteEndArray();
        if (provenance.ReplacedSites.Count > 0)
        {
            json.WriteStartArray("replaced_sites");
            foreach (string site in provenance.ReplacedSites)
            {
                json.WriteStringValue(site);
            }

            json.WriteEndArray();
        }

        json.WriteString("version", provenance.Version);
        json.WriteString("torch", provenance.Torch);
        json.WriteEndObject();
    }

    /// <summary>Reads where numbers come from.</summary>
    internal static Provenance ReadProvenance(JsonFields provenance) => new()
    {
        Model = provenance.Text("model"),
        ModelType = provenance.Text("model_type"),
        WeightsSha256 = provenance.Text("weights_sha256"),
        LayerCount = provenance.Whole("layer_count"),
        HeadCount = provenance.Whole("head_count"),
        PrunedHeads = provenance.TextIfAny("pruned_heads"),
        Precision = provenance.Text("precision"),
        TruncatedTokens = provenance.Whole("truncated_tokens"),
        Input = provenance.TextIfAny("input") switch
        {
            null => RunInput.Text,
            EncoderAlone => RunInput.TextOfEncoder,
            _ => RunInput.Tokens,
        },
        Ablations = provenance.Texts("ablations"),
        ReplacedSites = provenance.TextsIfAny("replaced_sites"),
        Version = provenance.Text("version"),
        Torch = provenance.Text("torch"),
    };

    private static void WriteOptional(Utf8JsonWriter json, string name, int? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
