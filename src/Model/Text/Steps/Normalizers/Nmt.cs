using System.Text;
using AttnExtract.Model.Text.Alignment;

namespace AttnExtract.Model.Text.Steps.Normalizers;

/// <summary>sentencepiece's rules for translation: deletes control characters and makes line ends, marks without width and the like a space.</summary>
internal sealed class Nmt : INormalizer
{
    public string Name => "Nmt";

    public AlignedText Normalize(AlignedText text)
    {
        AlignedTextWriter writer = new(text);
        foreach (Rune rune in text.Characters.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case (>= 0x01 and <= 0x08) or 0x0B or (>= 0x0E and <= 0x1F) or 0x7F or 0x8F or 0x9F:
                    writer.Skip(1);
                    break;
                case '\t' or '\n' or '\f' or '\r' or 0x1680 or (>= 0x200B and <= 0x200F) or 0x2028 or 0x2029 or 0x2581 or 0xFEFF or 0xFFFD:
                    writer.Replace(' ');
                    break;
                default:
                    writer.Replace(rune.Value);
                    break;
            }
        }

        return writer.ToText();
    }
}
