using System.Globalization;
using AttnExtract.Model.Text.Alignment;

namespace AttnExtract.Model.Text.Steps.Decoders;

/// <summary>Joins runs of byte tokens (<c>&lt;0xE2&gt;</c>) into text; each byte of a run that is no UTF-8 shows as U+FFFD.</summary>
internal sealed class ByteFallbackDecoder : ITokenDecoder
{
    public string Name => "ByteFallback";

    public IReadOnlyList<string> Decode(IReadOnlyList<string> tokens, TextBudget budget)
    {
        List<string> decoded = [];
        List<byte> run = [];
        foreach (string token in tokens)
        {
            if (TryGetByte(token, out byte value))
            {
                run.Add(value);
                continue;
            }

            Flush(run, decoded);
            decoded.Add(token);
        }

        Flush(run, decoded);
        return decoded;
    }

    private static bool TryGetByte(string token, out byte value)
    {
        value = 0;
        return token.Length == 6 && token.StartsWith("<0x", StringComparison.Ordinal) && token[5] == '>'
            && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }

    private static void Flush(List<byte> run, List<string> decoded)
    {
        byte[] bytes = [.. run];
        run.Clear();
        if (bytes.Length > 0)
        {
            decoded.Add(System.Text.Unicode.Utf8.IsValid(bytes)
                ? System.Text.Encoding.UTF8.GetString(bytes)
                : new string('\uFFFD', bytes.Length));
        }
    }
}
