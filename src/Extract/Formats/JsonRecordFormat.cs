using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using AttnExtract.Ground;
using AttnExtract.Model.Hooks;

namespace AttnExtract.Extract.Formats;

/// <summary>
/// A record as JSON, readable by people and everything else:
/// <c>{ "record": …, "sites": { "layers.3.attention.pattern": [[[[…]]]], … } }</c>.
/// Numbers have as many digits as single precision needs to come back exactly; what JSON has no number for is the text
/// <c>"NaN"</c>, <c>"Infinity"</c> or <c>"-Infinity"</c>, which Python's <c>float()</c> understands.
/// </summary>
public sealed class JsonRecordFormat : RecordFormat
{
    // Of a number, with the comma behind it.
    private const double UsualDigits = 12;
    private const double FewestDigits = 2;

    private const string SitesName = "sites";

    // Written out when so many bytes wait.
    private const int BufferSize = 1 << 16;

    // "-1.23456789E-38", the longest number, with its comma.
    private const int MaxNumberSize = 16;

    /// <inheritdoc/>
    public override string Name => "json";

    /// <inheritdoc/>
    public override ImmutableArray<string> Extensions { get; } = [".json"];

    /// <inheritdoc/>
    public override string Description => "exact and readable by everything, but large";

    /// <inheritdoc/>
    public override double ExpectedBytes(RecordVolume volume, RecordPrecision precision) => (UsualDigits * volume.Numbers) + volume.BytesOfTexts;

    /// <inheritdoc/>
    public override double LeastBytes(RecordVolume volume, RecordPrecision precision) => FewestDigits * volume.Numbers;

    /// <inheritdoc/>
    public override void Write(AttentionRecord record, Stream stream, RecordPrecision precision = RecordPrecision.Float32)
    {
        using (Utf8JsonWriter json = new(stream, ReadableJson.Indented))
        {
            json.WriteStartObject();
            json.WritePropertyName(RecordMetadata.Name);
            RecordMetadata.Write(json, record);
            json.WriteStartObject(SitesName);
            foreach ((HookName name, DenseArray array) in record.AllSites)
            {
                json.WriteStartArray($"{name}"); // the batch axis
                Write(json, precision == RecordPrecision.Float16 ? array.Halved() : array);
                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    /// <inheritdoc/>
    public override AttentionRecord Read(string path)
    {
        using FileStream stream = InputFile.Open(path);
        if (stream.Length > Array.MaxLength)
        {
            throw new AttnExtractException(
                $"'{path}' has {stream.Length} bytes, more than can be read as JSON; use another format for such a record.");
        }

        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return StrictJson.Read($"'{path}'", bytes, (ref Utf8JsonReader reader) => ReadRoot(ref reader, path));
    }

    private static void Write(Utf8JsonWriter json, DenseArray array)
    {
        if (array.Shape.Length <= 1)
        {
            WriteRow(json, array);
            return;
        }

        json.WriteStartArray();
        for (int i = 0; i < array.Shape[0]; i++)
        {
            Write(json, array[i]);
        }

        json.WriteEndArray();
    }

    // The writer would give every number a line of its own, and a raw value none.
    private static void WriteRow(Utf8JsonWriter json, DenseArray row)
    {
        int indentation = 2 * json.CurrentDepth;
        Span<byte> text = new byte[1 + indentation + 2 + (row.Values.Length * MaxNumberSize)];
        text[0] = (byte)'\n';
        text.Slice(1, indentation).Fill((byte)' ');
        int length = 1 + indentation;
        bool isList = row.Shape.Length == 1;
        if (isList)
        {
            text[length++] = (byte)'[';
        }

        for (int i = 0; i < row.Values.Length; i++)
        {
            if (i > 0)
            {
                text[length++] = (byte)',';
            }

            length += Format(row.Values.Span[i], text[length..]);
        }

        if (isList)
        {
            text[length++] = (byte)']';
        }

        json.WriteRawValue(text[..length], skipInputValidation: true);
        if (json.BytesPending > BufferSize)
        {
            json.Flush();
        }
    }

    private static int Format(float value, Span<byte> text)
    {
        if (float.IsFinite(value))
        {
            value.TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
            return length;
        }

        ReadOnlySpan<byte> name = float.IsNaN(value) ? "\"NaN\""u8 : value > 0 ? "\"Infinity\""u8 : "\"-Infinity\""u8;
        name.CopyTo(text);
        return name.Length;
    }

    private static AttentionRecord ReadRoot(ref Utf8JsonReader reader, string path)
    {
        RecordParts? parts = null;
        OrderedDictionary<string, DenseArray>? sites = null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw RecordMetadata.Missing(path);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            switch (name)
            {
                case RecordMetadata.Name:
                    parts = RecordMetadata.Read(JsonElement.ParseValue(ref reader), path);
                    break;
                case SitesName:
                    sites = ReadSites(ref reader, path);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return (parts ?? throw RecordMetadata.Missing(path)).Join(
            sites ?? throw new AttnExtractException($"'{path}' is damaged: it has no '{SitesName}'."), path);
    }

    private static OrderedDictionary<string, DenseArray> ReadSites(ref Utf8JsonReader reader, string path)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new AttnExtractException($"'{path}' is damaged: '{SitesName}' must be an object of arrays by hook name.");
        }

        OrderedDictionary<string, DenseArray> sites = new(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            if (!sites.TryAdd(name, JsonArrayReader.Read(ref reader, $"'{name}' of '{path}'")))
            {
                throw new AttnExtractException($"'{path}' is damaged: it has '{name}' twice.");
            }
        }

        return sites;
    }
}
