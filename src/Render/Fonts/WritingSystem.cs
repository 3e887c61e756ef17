using System.Globalization;
using System.Text;

namespace AttnExtract.Render.Fonts;

/// <summary>What the writing of a character asks of whoever draws it (Unicode's blocks and bidirectional classes).</summary>
internal static class WritingSystem
{
    private const int Joiner = 0x200D;

    // Hebrew, Arabic, Syriac, Thaana, N'Ko and neighbours; presentation forms; right-to-left scripts of the first plane.
    private static readonly (int First, int Last)[] RightToLeft =
        [(0x0590, 0x08FF), (0xFB1D, 0xFDFF), (0xFE70, 0xFEFE), (0x10800, 0x10FFF), (0x1E800, 0x1EFFF)];

    // Letters of flags, skin tones, tags.
    private static readonly (int First, int Last)[] EmojiParts = [(0x1F1E6, 0x1F1FF), (0x1F3FB, 0x1F3FF), (0xE0020, 0xE007F)];

    // Combining marks; scripts from Hebrew to Khmer in which letters join, stack or move; joiners and variation selectors.
    private static readonly (int First, int Last)[] Shaped =
    [
        (0x0300, 0x036F), (0x0590, 0x109F), (0x1780, 0x18AF), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x200C, 0x200F), (0x20D0, 0x20FF),
        (0xA8E0, 0xA8FF), (0xFB1D, 0xFDFF), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F), (0xFE70, 0xFEFE), (0x10800, 0x11FFF), (0x1E800, 0x1EFFF),
        .. EmojiParts,
    ];

    // Arabic, Syriac, N'Ko, Mandaic, the writings of India, Arabic's presentation forms; Mongolian and Phags-pa are too rare to look for.
    private static readonly (int First, int Last)[] Joined =
        [(0x0600, 0x077F), (0x07C0, 0x07FF), (0x0840, 0x08FF), (0x0900, 0x0DFF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFE)];

    // What puts the next letter under the one before it, in Burmese and Khmer.
    private static readonly int[] Stacking = [0x1039, 0x17D2];

    private static readonly (int First, int Last)[] Unspaced =
        [(0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0xA4CF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF), (0x20000, 0x3FFFF)];

    /// <summary>Whether the character is written from right to left.</summary>
    public static bool IsRightToLeft(int codePoint) => Contains(RightToLeft, codePoint);

    /// <summary>Whether its picture depends on its neighbours.</summary>
    public static bool IsShaped(int codePoint) => Contains(Shaped, codePoint);

    /// <summary>Whether it makes one picture of the emoji before it and what follows: a joiner, a skin tone, the choice of a picture.</summary>
    public static bool JoinsEmoji(int codePoint) => codePoint is Joiner or 0x20E3 or 0xFE0F or (>= 0x1F3FB and <= 0x1F3FF);

    /// <summary>Whether it takes the direction of what stands around it: spaces and punctuation.</summary>
    public static bool IsNeutral(char character) =>
        char.IsWhiteSpace(character) || char.IsPunctuation(character) || char.IsSymbol(character);

    /// <summary>Whether a text cannot be cut from the next without a change to either: letters that join, marks on a letter, halves of an emoji.</summary>
    public static bool Joins(string before, string after)
    {
        if (before.Length == 0 || after.Length == 0)
        {
            return false;
        }

        (Rune last, Rune next) = (before.EnumerateRunes().Last(), after.EnumerateRunes().First());
        return (IsJoined(before) && IsJoined(after)) || IsMark(next) || JoinsEmoji(next.Value) || last.Value == Joiner || Stacking.Contains(last.Value);
    }

    /// <summary>Whether it is written on or around the letter before it.</summary>
    public static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>Whether it is of a writing without spaces between words: Chinese, Japanese, Thai, Lao, Burmese, Khmer.</summary>
    public static bool IsUnspaced(int codePoint) => Contains(Unspaced, codePoint);

    private static bool IsJoined(string text) => text.EnumerateRunes().Any(rune => Contains(Joined, rune.Value));

    private static bool Contains((int First, int Last)[] ranges, int codePoint) =>
        Array.Exists(ranges, range => codePoint >= range.First && codePoint <= range.Last);
}
