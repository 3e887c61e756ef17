namespace AttnExtract.Render.Matrices;

/// <summary>JSON as Python's json.dump writes it, with NaN, Infinity and -Infinity, which JSON has not.</summary>
internal static class PythonJson
{
    // Spelled as nobody spells a number.
    private static ReadOnlySpan<byte> Infinity => "1E+00999"u8;

    /// <summary>Whether a number that is read as infinite was meant to be.</summary>
    public static bool IsInfinity(string number) => number.TrimStart('-') == "1E+00999";

    /// <summary>The same in JSON: null for NaN, and for infinity a number that is read as one.</summary>
    public static ReadOnlyMemory<byte> ToJson(ReadOnlyMemory<byte> text)
    {
        ReadOnlySpan<byte> all = text.Span;
        if (all.IndexOf("NaN"u8) < 0 && all.IndexOf("Infinity"u8) < 0)
        {
            return text;
        }

        List<byte> json = new(all.Length);
        bool isText = false;
        for (int i = 0; i < all.Length; i++)
        {
            if (isText && all[i] == '\\' && i + 1 < all.Length)
            {
                json.Add(all[i++]);
            }
            else if (all[i] == '"')
            {
                isText = !isText;
            }
            else if (!isText && all[i..].StartsWith("NaN"u8))
            {
                json.AddRange("null"u8);
                i += 2;
                continue;
            }
            else if (!isText && all[i..].StartsWith("Infinity"u8))
            {
                json.AddRange(Infinity);
                i += 7;
                continue;
            }

            json.Add(all[i]);
        }

        return json.ToArray();
    }
}
