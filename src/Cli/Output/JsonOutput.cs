using System.Globalization;
using System.Text.Json;
using AttnExtract.Extract;
using AttnExtract.Ground;

namespace AttnExtract.Cli.Output;

/// <summary>Results for programs, on standard output: an object for one text, a list of objects for a file of texts.</summary>
internal static class JsonOutput
{
    /// <summary>Writes one document.</summary>
    public static void Write(Shell shell, Action<Utf8JsonWriter> write)
    {
        // Whole before a byte of it is sent: what is written may still fail on the way.
        using SpillingStream whole = new();
        using (Utf8JsonWriter json = new(whole, ReadableJson.Indented))
        {
            write(json);
        }

        shell.Out.Flush();
        whole.Position = 0;
        whole.CopyTo(shell.Output);
        shell.Out.WriteLine();
        shell.Out.Flush();
    }

    /// <summary>Writes results: of a list, whatever its length, a list; else the only one.</summary>
    /// <param name="shell">Where to.</param>
    /// <param name="asList">Whether there could be several.</param>
    /// <param name="results">The results, which may be made as they are written.</param>
    /// <param name="write">Writes the properties of one.</param>
    public static void Write<T>(Shell shell, bool asList, IEnumerable<T> results, Action<Utf8JsonWriter, T> write) => Write(shell, json =>
    {
        if (asList)
        {
            json.WriteStartArray();
        }

        foreach (T result in results)
        {
            json.WriteStartObject();
            write(json, result);
            json.WriteEndObject();
            json.Flush();
        }

        if (asList)
        {
            json.WriteEndArray();
        }
    });

    /// <summary>Writes what a record is of.</summary>
    public static void WriteRecord(Utf8JsonWriter json, AttentionRecord record)
    {
        json.WriteString("model", record.Provenance.Model);
        json.WriteString("text", record.Text);
        json.WriteString("pair", record.Pair);
        json.WriteTexts("tokens", record.Tokens.Select(token => token.Text));
        if (record.HasOtherKeys)
        {
            json.WriteString("key_text", record.Keys.Text);
            json.WriteTexts("key_tokens", record.Keys.Tokens.Select(token => token.Text));
        }

        json.WriteNumber("truncated_tokens", record.Provenance.TruncatedTokens);
    }

    /// <summary>Writes a list of texts.</summary>
    public static void WriteTexts(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes a number, or null where it is not finite.</summary>
    public static void WriteFinite(this Utf8JsonWriter json, string name, double number)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(Text(number));
    }

    /// <summary>Writes a list of numbers on one line; null where one is not finite.</summary>
    public static void WriteFinite(this Utf8JsonWriter json, string name, IEnumerable<double> numbers)
    {
        json.WritePropertyName(name);
        json.WriteRawValue($"[{string.Join(", ", numbers.Select(Text))}]");
    }

    /// <summary>Writes rows of numbers, a row on a line; null where one is not finite.</summary>
    public static void WriteMatrix(this Utf8JsonWriter json, string name, int rows, int columns, Func<int, int, double> value)
    {
        json.WriteStartArray(name);
        for (int row = 0; row < rows; row++)
        {
            json.WriteRawValue($"[{string.Join(", ", Enumerable.Range(0, columns).Select(column => Text(value(row, column))))}]");
        }

        json.WriteEndArray();
    }

    /// <summary>Writes a list of whole numbers on one line.</summary>
    public static void WriteNumbers(this Utf8JsonWriter json, string name, IEnumerable<int> numbers)
    {
        json.WritePropertyName(name);
        json.WriteRawValue($"[{string.Join(", ", numbers)}]");
    }

    private static string Text(double number) => double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "null";
}
