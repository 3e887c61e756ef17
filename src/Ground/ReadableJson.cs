using System.Text.Encodings.Web;
using System.Text.Json;

namespace AttnExtract.Ground;

/// <summary>How JSON is written: other writing systems and quotation marks stay readable, since nobody puts it into HTML.</summary>
internal static class ReadableJson
{
    /// <summary>What is escaped: no more than JSON asks for.</summary>
    public static JavaScriptEncoder Escaping => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>Everything on one line.</summary>
    public static JsonWriterOptions OnOneLine { get; } = new() { Encoder = Escaping };

    /// <summary>A line a value, with the same ends of lines everywhere.</summary>
    public static JsonWriterOptions Indented { get; } = new() { Encoder = Escaping, Indented = true, NewLine = "\n" };
}
