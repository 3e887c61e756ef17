using System.Text.Json;
using AttnExtract.Ground;

namespace AttnExtract.Serve;

/// <summary>JSON for whoever reads JSON and nothing else: quotes and letters may stay as they are.</summary>
internal static class JsonBytes
{
    /// <summary>What is written, in UTF-8.</summary>
    public static byte[] Of(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, ReadableJson.OnOneLine))
        {
            write(json);
        }

        return stream.ToArray();
    }
}
