using System.Globalization;
using System.Text;
using AttnExtract.Ground;
using AttnExtract.Model.Text.Alignment;

namespace AttnExtract.Model.Text.Steps.Normalizers;

/// <summary>
/// sentencepiece's character map as the tokenizers library applies it: to grapheme clusters of fewer than six bytes as a whole,
/// to everything else code point by code point. Clusters that short are a character and a mark or CR LF, so the platform's clusters serve.
/// </summary>
internal sealed class Precompiled : INormalizer
{
    private const int LookedUpWhole = 6;

    private readonly CharacterMap _map;
    private readonly string?[] _ascii = new string?[128];

    private Precompiled(CharacterMap map)
    {
        _map = map;
        for (byte character = 0; character < _ascii.Length; character++)
        {
            _ascii[character] = map.Find([character]);
        }
    }

    public string Name => "Precompiled";

    public static INormalizer Read(JsonPart part)
    {
        JsonPart encoded = part.Get("precompiled_charsmap");
        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(encoded.AsText());
        }
        catch (FormatException exception)
        {
            throw encoded.Wrong("is not base64", exception);
        }

        return From(bytes) ?? throw encoded.Wrong("is not a character map");
    }

    /// <summary>A normalizer for a compiled map; null when <paramref name="bytes"/> are not one.</summary>
    public static Precompiled? From(ReadOnlySpan<byte> bytes) => CharacterMap.Read(bytes) is { } map ? new Precompiled(map) : null;

    public AlignedText Normalize(AlignedText text)
    {
        List<(int CodePoint, int Change)> changes = new(text.Length);
        ReadOnlySpan<char> rest = text.Characters;
        while (rest.Length > 0)
        {
            bool isAlone = char.IsAscii(rest[0]) && rest[0] != '\r' && (rest.Length == 1 || char.IsAscii(rest[1]));
            int length = isAlone ? 1 : StringInfo.GetNextTextElementLength(rest);
            AddCluster(rest[..length], changes);
            rest = rest[length..];
        }

        return Apply(text, changes);
    }

    private void AddCluster(ReadOnlySpan<char> cluster, List<(int CodePoint, int Change)> changes)
    {
        if (cluster.Length == 1 && char.IsAscii(cluster[0]))
        {
            AddCharacter(cluster, _ascii[cluster[0]], changes);
            return;
        }

        Span<byte> bytes = stackalloc byte[LookedUpWhole];
        if (System.Text.Encoding.UTF8.TryGetBytes(cluster, bytes, out int count) && count < LookedUpWhole
            && _map.Find(bytes[..count]) is { } whole)
        {
            Replace(cluster, whole, changes);
            return;
        }

        foreach (Rune rune in cluster.EnumerateRunes())
        {
            count = rune.EncodeToUtf8(bytes);
            AddCharacter(cluster[..rune.Utf16SequenceLength], _map.Find(bytes[..count]), changes);
            cluster = cluster[rune.Utf16SequenceLength..];
        }
    }

    private static void AddCharacter(ReadOnlySpan<char> character, string? replacement, List<(int CodePoint, int Change)> changes)
    {
        if (replacement is null)
        {
            Rune.DecodeFromUtf16(character, out Rune rune, out _);
            changes.Add((rune.Value, 0));
        }
        else
        {
            Replace(character, replacement, changes);
        }
    }

    // As the library counts: what is too much is new, what is missing is skipped after whatever was written last.
    private static void Replace(ReadOnlySpan<char> old, string replacement, List<(int CodePoint, int Change)> changes)
    {
        int surplus = -CountRunes(old);
        foreach (Rune rune in replacement.EnumerateRunes())
        {
            surplus++;
            changes.Add((rune.Value, surplus > 0 ? 1 : 0));
        }

        if (surplus < 0 && changes.Count > 0)
        {
            (int last, int change) = changes[^1];
            changes[^1] = (last, change + surplus);
        }
    }

    private static int CountRunes(ReadOnlySpan<char> text)
    {
        int count = 0;
        foreach (Rune _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }

    private static AlignedText Apply(AlignedText text, List<(int CodePoint, int Change)> changes)
    {
        AlignedTextWriter writer = new(text, changes.Count);
        foreach ((int codePoint, int change) in changes)
        {
            writer.Write(codePoint, change);
        }

        return writer.ToText();
    }
}
