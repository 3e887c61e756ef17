using System.Text;
using AttnExtract.Model.Text.Alignment;

namespace AttnExtract.Model.Text.Characters;

/// <summary>
/// GPT-2's printable stand-ins for bytes (Radford et al. 2019): 188 bytes stand for themselves, the others follow from U+0100 in order.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Characters = Build();
    private static readonly Dictionary<char, byte> Bytes =
        Characters.Select((character, value) => (character, value)).ToDictionary(pair => pair.character, pair => (byte)pair.value);

    /// <summary>What a space looks like.</summary>
    public static char Space => Characters[' '];

    public static char Of(byte value) => Characters[value];

    /// <summary>The byte that a character stands for; false when it is not of the alphabet.</summary>
    public static bool TryGetByte(char character, out byte value) => Bytes.TryGetValue(character, out value);

    /// <summary>Writes characters in place of those that come next, each spelled by the bytes of its UTF-8 form.</summary>
    public static void Spell(ReadOnlySpan<char> characters, AlignedTextWriter writer)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (Rune rune in characters.EnumerateRunes())
        {
            int count = rune.EncodeToUtf8(bytes);
            writer.Replace(Of(bytes[0]));
            for (int i = 1; i < count; i++)
            {
                writer.Insert(Of(bytes[i]));
            }
        }
    }

    private static char[] Build()
    {
        char[] characters = new char[256];
        int next = 0x100;
        for (int value = 0; value < characters.Length; value++)
        {
            bool isPrintable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE;
            characters[value] = (char)(isPrintable ? value : next++);
        }

        return characters;
    }
}
