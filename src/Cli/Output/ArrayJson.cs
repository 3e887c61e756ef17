using System.Globalization;
using System.Text;
using System.Text.Json;
using AttnExtract.Extract;

namespace AttnExtract.Cli.Output;

/// <summary>Writes arrays of any shape as nested lists, null where there is no number.</summary>
internal static class ArrayJson
{
    /// <summary>Writes a property.</summary>
    public static void WriteArray(this Utf8JsonWriter json, string name, DenseArray array)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(Text(array));
    }

    /// <summary>Writes a property that lists arrays.</summary>
    public static void WriteArrays(this Utf8JsonWriter json, string name, IEnumerable<DenseArray> arrays)
    {
        json.WriteStartArray(name);
        foreach (DenseArray array in arrays)
        {
            json.WriteRawValue(Text(array));
        }

        json.WriteEndArray();
    }

    private static string Text(DenseArray array)
    {
        StringBuilder text = new();
        Append(text, array.Values.Span, [.. array.Shape]);
        return text.ToString();
    }

    private static void Append(StringBuilder text, ReadOnlySpan<float> values, ReadOnlySpan<int> shape)
    {
        int size = values.Length / shape[0];
        text.Append('[');
        for (int i = 0; i < shape[0]; i++)
        {
            text.Append(i > 0 ? ", " : "");
            if (shape.Length > 1)
            {
                Append(text, values.Slice(i * size, size), shape[1..]);
            }
            else
            {
                text.Append(float.IsFinite(values[i]) ? values[i].ToString("R", CultureInfo.InvariantCulture) : "null");
            }
        }

        text.Append(']');
    }
}
