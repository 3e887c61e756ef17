using System.Text.Json;
using AttnExtract.Extract.Measures;

namespace AttnExtract.Cli.Output;

/// <summary>What measures gave for one text, for programs.</summary>
internal static class MeasureReport
{
    /// <summary>The properties of one object: of one measure its arrays; of several an object for each, under <c>measures</c>.</summary>
    public static void WriteJson(Utf8JsonWriter json, IReadOnlyList<Measurement> measured)
    {
        Measurement first = measured[0];
        json.WriteString("model", first.Provenance.Model);
        json.WriteString("text", first.Text);
        json.WriteString("pair", first.Pair);
        json.WriteTexts("tokens", first.Tokens.Select(token => token.Text));
        if (first.Kind is { } kind)
        {
            json.WriteString("attention", kind.Name);
        }

        if (first.Keys is { } keys)
        {
            json.WriteString("key_text", keys.Text);
            json.WriteTexts("key_tokens", keys.Tokens.Select(token => token.Text));
        }

        json.WriteNumber("truncated_tokens", first.Provenance.TruncatedTokens);
        json.WriteString("target", first.Target);
        if (measured.Count == 1)
        {
            WriteArrays(json, first);
            return;
        }

        json.WriteStartArray("measures");
        foreach (Measurement measurement in measured)
        {
            json.WriteStartObject();
            WriteArrays(json, measurement);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteArrays(Utf8JsonWriter json, Measurement measurement)
    {
        json.WriteString("kind", measurement.Measure.Name);
        json.WriteString("source", measurement.DefinedBy);
        if (measurement.Faithfulness is { } faithfulness)
        {
            json.WriteStartObject("faithfulness");
            json.WriteFinite("spearman", faithfulness.Spearman);
            json.WriteFinite("comprehensiveness", faithfulness.Comprehensiveness);
            json.WriteFinite("sufficiency", faithfulness.Sufficiency);
            json.WriteEndObject();
        }

        if (measurement.Completeness is { } completeness)
        {
            json.WriteNumber("steps", completeness.Steps);
            json.WriteFinite("difference", completeness.Difference);
            json.WriteFinite("sum", completeness.Sum);
        }

        if (measurement.Values is { } values)
        {
            json.WriteArray("values", values);
        }
        else
        {
            json.WriteArrays("layers", measurement.Layers);
        }
    }
}
