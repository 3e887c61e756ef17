using System.Text;
using AttnExtract.Model.Text.Alignment;
using AttnExtract.Model.Text.Characters;

namespace AttnExtract.Model.Text.Steps.Normalizers;

/// <summary>Makes letters small one by one, without context or language; <c>İ</c> is the only one that grows.</summary>
internal sealed class Lowercase : INormalizer
{
    public string Name => "Lowercase";

    public AlignedText Normalize(AlignedText text) => Apply(text);

    public static AlignedText Apply(AlignedText text)
    {
        AlignedTextWriter writer = new(text);
        foreach (Rune rune in text.Characters.EnumerateRunes())
        {
            if (rune.IsAscii)
            {
                writer.Replace(rune.Value is >= 'A' and <= 'Z' ? rune.Value | 0x20 : rune.Value);
            }
            else if (CharacterClasses.Lowercase.TryGetValue(rune.Value, out string? small))
            {
                Rune first = Rune.GetRuneAt(small, 0);
                writer.Replace(first.Value);
                writer.Insert(small.AsSpan(first.Utf16SequenceLength));
            }
            else
            {
                writer.Replace(rune.Value);
            }
        }

        return writer.ToText();
    }
}
