using System.Text;
using System.Text.Json;
using AttnExtract.Extract.Formats;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Measures.Formats;

/// <summary>
/// All of kept measures but their arrays, as one JSON document:
/// <code>
/// { "version": 1, "text", "pair", "tokens": [ … ],                        as in a record
///   "layers": [ 0, … ], "heads": [ 0, … ],                                the numbers of the arrays' layers and heads
///   "measures": [ { "kind", "title", "source", "axes": [ "layer", "query", "key" ], "target", "completeness", "faithfulness" }, … ],
///   "provenance": { … } }                                                 as in a record
/// </code>
/// Of several kinds of attention it is version 3, <c>{ "version": 3, "kinds": [ … ] }</c>, with such a document for each.
/// Of a model with an encoder and a decoder it is version 2, with <c>"attention": "cross"</c> and, where tokens attend to another text, <c>"keys"</c>:
/// its text, pair and tokens.
/// </summary>
internal static class MeasurementMetadata
{
    /// <summary>The name under which a file keeps the document.</summary>
    public const string Name = "measures";

    private const int Version = 1;
    private const int VersionOfTwoStacks = 2;
    private const int VersionOfKinds = 3;

    /// <summary>The axes of a measure's array, and their lengths.</summary>
    public static (string Name, int Length)[] Axes(Measurement measurement)
    {
        (string Name, int Length) layer = ("layer", measurement.LayerNumbers.Length);
        (string Name, int Length) head = ("head", measurement.HeadNumbers.Length);
        (int tokens, int keys) = (measurement.Tokens.Count, measurement.KeyTokens.Count);
        return measurement.Measure.Shape switch
        {
            MeasureShape.HeadMaps => [layer, head, ("query", tokens), ("key", keys)],
            MeasureShape.LayerMaps => [layer, ("query", tokens), ("key", keys)],
            MeasureShape.Map => [("query", tokens), ("key", keys)],
            MeasureShape.Heads => [layer, head],
            _ => [("token", keys)],
        };
    }

    /// <summary>The document, on one line.</summary>
    public static string ToJson(IReadOnlyList<Measurement> measurements)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, ReadableJson.OnOneLine))
        {
            Measurement[][] kinds = [.. measurements.GroupBy(measurement => measurement.Kind).Select(kind => kind.ToArray())];
            if (kinds is [Measurement[] only])
            {
                Write(json, only);
            }
            else
            {
                json.WriteStartObject();
                json.WriteNumber("version", VersionOfKinds);
                WriteList(json, "kinds", kinds, kind => Write(json, kind));
                json.WriteEndObject();
            }
        }

        return Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    /// <summary>Reads a document.</summary>
    /// <param name="json">The text under <see cref="Name"/>, or null where there is none.</param>
    /// <param name="path">The file, for messages.</param>
    /// <returns>Measures without their arrays.</returns>
    /// <exception cref="AttnExtractException">It is not such a document.</exception>
    public static IReadOnlyList<Measurement> Parse(string? json, string path)
    {
        JsonFields fields = new(
            StrictJson.Read(
                $"The '{Name}' of '{path}'",
                Encoding.UTF8.GetBytes(json ?? throw new AttnExtractException($"'{path}' holds no measures: it has no '{Name}'.")),
                (ref Utf8JsonReader reader) => JsonElement.ParseValue(ref reader)),
            path,
            Name);
        return fields.Whole("version") == VersionOfKinds ? [.. fields.Objects("kinds").SelectMany(kind => Read(kind, path))] : Read(fields, path);
    }

    private static IReadOnlyList<Measurement> Read(JsonFields fields, string path)
    {
        int version = fields.Whole("version");
        if (version is not (Version or VersionOfTwoStacks))
        {
            throw new AttnExtractException(
                $"'{path}' holds measures of version {version}; this program "
                + $"reads versions {Version}, {VersionOfTwoStacks} and {VersionOfKinds}. A newer AttnExtract may read them.");
        }

        RecordToken[] tokens = [.. fields.Objects("tokens").Select(RecordMetadata.ReadToken)];
        Provenance provenance = RecordMetadata.ReadProvenance(fields.Object("provenance"));
        AttentionKind? kind = version == Version ? null : AttentionKind.Get(fields.Text("attention"));
        RecordText? keys = version == Version ? null : fields.ObjectIfAny("keys") is { } other
            ? new(other.Text("text"), other.OptionalText("pair"), [.. other.Objects("tokens").Select(RecordMetadata.ReadToken)])
            : null;
        return
        [
            .. fields.Objects("measures").Select(measure => new Measurement
            {
                Measure = KindOf(measure.Text("kind"), path),
                Text = fields.Text("text"),
                Pair = fields.OptionalText("pair"),
                Tokens = tokens,
                Kind = kind,
                Keys = keys,
                Provenance = provenance,
                LayerNumbers = [.. fields.Wholes("layers")],
                HeadNumbers = [.. fields.Wholes("heads")],
                Target = measure.OptionalText("target"),
                Completeness = measure.ObjectIfAny("completeness") is { } shared
                    ? new(shared.Whole("steps"), shared.Number("difference"), shared.Number("sum"))
                    : null,
                Faithfulness = measure.ObjectIfAny("faithfulness") is { } test
                    ? new(test.Number("spearman"), test.Number("comprehensiveness"), test.Number("sufficiency"))
                    : null,
            }),
        ];
    }

    private static Measure KindOf(string name, string path) => MeasureCatalog.All.FirstOrDefault(measure => measure.Name == name)
        ?? throw new AttnExtractException($"'{path}' holds the measure '{name}', which this program does not know; a newer AttnExtract may.");

    private static void Write(Utf8JsonWriter json, IReadOnlyList<Measurement> measurements)
    {
        Measurement first = measurements[0];
        json.WriteStartObject();
        json.WriteNumber("version", first.Kind is null ? Version : VersionOfTwoStacks);
        json.WriteString("text", first.Text);
        json.WriteString("pair", first.Pair);
        WriteList(json, "tokens", first.Tokens, token => RecordMetadata.Write(json, token));
        if (first.Kind is { } kind)
        {
            json.WriteString("attention", kind.Name);
        }

        if (first.Keys is { } keys)
        {
            json.WriteStartObject("keys");
            json.WriteString("text", keys.Text);
            json.WriteString("pair", keys.Pair);
            WriteList(json, "tokens", keys.Tokens, token => RecordMetadata.Write(json, token));
            json.WriteEndObject();
        }

        WriteList(json, "layers", first.LayerNumbers, json.WriteNumberValue);
        WriteList(json, "heads", first.HeadNumbers, json.WriteNumberValue);
        WriteList(json, Name, measurements, measurement => Write(json, measurement));
        RecordMetadata.Write(json, first.Provenance);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Measurement measurement)
    {
        json.WriteStartObject();
        json.WriteString("kind", measurement.Measure.Name);
        json.WriteString("title", measurement.Measure.Title);
        json.WriteString("source", measurement.DefinedBy);
        WriteList(json, "axes", Axes(measurement), axis => json.WriteStringValue(axis.Name));
        json.WriteString("target", measurement.Target);
        if (measurement.Completeness is { } shared)
        {
            json.WriteStartObject("completeness");
            json.WriteNumber("steps", shared.Steps);
            WriteNumber(json, "difference", shared.Difference);
            WriteNumber(json, "sum", shared.Sum);
            json.WriteEndObject();
        }

        if (measurement.Faithfulness is { } test)
        {
            json.WriteStartObject("faithfulness");
            WriteNumber(json, "spearman", test.Spearman);
            WriteNumber(json, "comprehensiveness", test.Comprehensiveness);
            WriteNumber(json, "sufficiency", test.Sufficiency);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteList<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            write(item);
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double number)
    {
        if (double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
