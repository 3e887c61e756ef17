using System.Text.Json;

namespace AttnExtract.Model.Text.Characters;

/// <summary>
/// Decompositions, compositions and combining classes as the tokenizers library has them. The platform cannot serve: its
/// tables are newer, and with invariant globalization it leaves everything but ASCII alone.
/// </summary>
internal static class UnicodeForms
{
    private const int HangulFirst = 0xAC00;
    private const int HangulLast = 0xD7A3;
    private const int LeadFirst = 0x1100;
    private const int VowelFirst = 0x1161;
    private const int TrailBefore = 0x11A7;
    private const int LeadCount = 19;
    private const int VowelCount = 21;
    private const int TrailCount = 28;

    private static readonly Lazy<JsonDocument> CanonicalFile = new(() => DataFile.Read("canonical.json"));
    private static readonly Lazy<Dictionary<int, int[]>> Canonical = new(() => Decompositions(CanonicalFile.Value));
    private static readonly Lazy<Dictionary<int, int[]>> Compatible = new(() => Decompositions(DataFile.Read("compatibility.json")));
    private static readonly Lazy<Dictionary<(int, int), int>> Compositions = new(LoadCompositions);
    private static readonly Lazy<Dictionary<int, byte>> Classes = new(LoadClasses);

    /// <summary>Calls <paramref name="write"/> for each code point that <paramref name="codePoint"/> decomposes into: at least once.</summary>
    public static void Decompose(int codePoint, bool compatibility, Action<int> write)
    {
        if (codePoint is >= HangulFirst and <= HangulLast)
        {
            int index = codePoint - HangulFirst;
            write(LeadFirst + index / (VowelCount * TrailCount));
            write(VowelFirst + index % (VowelCount * TrailCount) / TrailCount);
            if (index % TrailCount != 0)
            {
                write(TrailBefore + index % TrailCount);
            }

            return;
        }

        if ((compatibility && Compatible.Value.TryGetValue(codePoint, out int[]? parts))
            || Canonical.Value.TryGetValue(codePoint, out parts))
        {
            foreach (int part in parts)
            {
                write(part);
            }

            return;
        }

        write(codePoint);
    }

    /// <summary>The code point that two compose to, or -1.</summary>
    public static int Compose(int first, int second)
    {
        if (first is >= LeadFirst and < LeadFirst + LeadCount && second is >= VowelFirst and < VowelFirst + VowelCount)
        {
            return HangulFirst + ((first - LeadFirst) * VowelCount + (second - VowelFirst)) * TrailCount;
        }

        if (first is >= HangulFirst and <= HangulLast && (first - HangulFirst) % TrailCount == 0
            && second is > TrailBefore and < TrailBefore + TrailCount)
        {
            return first + second - TrailBefore;
        }

        return Compositions.Value.TryGetValue((first, second), out int composite) ? composite : -1;
    }

    /// <summary>The canonical combining class; 0 for what starts a sequence.</summary>
    public static int CombiningClass(int codePoint) => codePoint < 0x300 ? 0 : Classes.Value.GetValueOrDefault(codePoint);

    private static Dictionary<int, int[]> Decompositions(JsonDocument file) => file.RootElement.GetProperty("decompositions")
        .EnumerateArray()
        .Select(entry => CodePoints(entry.GetString()!))
        .ToDictionary(codePoints => codePoints[0], codePoints => codePoints[1..]);

    private static Dictionary<(int, int), int> LoadCompositions() => CanonicalFile.Value.RootElement.GetProperty("compositions")
        .EnumerateArray()
        .Select(entry => CodePoints(entry.GetString()!))
        .ToDictionary(codePoints => (codePoints[0], codePoints[1]), codePoints => codePoints[2]);

    private static Dictionary<int, byte> LoadClasses()
    {
        Dictionary<int, byte> classes = [];
        foreach (JsonElement range in CanonicalFile.Value.RootElement.GetProperty("combining_classes").EnumerateArray())
        {
            for (int codePoint = range[0].GetInt32(); codePoint <= range[1].GetInt32(); codePoint++)
            {
                classes.Add(codePoint, range[2].GetByte());
            }
        }

        return classes;
    }

    private static int[] CodePoints(string text) => [.. text.EnumerateRunes().Select(rune => rune.Value)];
}
