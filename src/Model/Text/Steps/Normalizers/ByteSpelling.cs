using AttnExtract.Model.Text.Alignment;
using AttnExtract.Model.Text.Characters;

namespace AttnExtract.Model.Text.Steps.Normalizers;

/// <summary>Spells every byte of the UTF-8 form with a printable character, as the pre-tokenizer of the same name does after its cuts.</summary>
internal sealed class ByteSpelling : INormalizer
{
    public string Name => "ByteLevel";

    public AlignedText Normalize(AlignedText text)
    {
        AlignedTextWriter writer = new(text, 2 * text.Length);
        ByteAlphabet.Spell(text.Characters, writer);
        return writer.ToText();
    }
}
