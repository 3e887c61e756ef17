using System.Text;
using AttnExtract.Ground;
using AttnExtract.Model.Text.Alignment;
using AttnExtract.Model.Text.Characters;

namespace AttnExtract.Model.Text.Steps.Normalizers;

/// <summary>
/// BERT's clean-up: deletes control characters, makes all white space a space, sets ideographs apart, strips accents, lowers case.
/// </summary>
/// <param name="cleanText">Whether control characters go and white space becomes a space.</param>
/// <param name="handleChineseCharacters">Whether every ideograph gets a space on both sides.</param>
/// <param name="stripAccents">Whether accents go; the text stays decomposed then.</param>
/// <param name="lowercase">Whether letters become small.</param>
internal sealed class BertNormalizer(bool cleanText, bool handleChineseCharacters, bool stripAccents, bool lowercase) : INormalizer
{
    public string Name => "BertNormalizer";

    public static BertNormalizer Read(JsonPart part)
    {
        bool lowercase = part.Flag("lowercase", true);
        return new BertNormalizer(
            part.Flag("clean_text", true), part.Flag("handle_chinese_chars", true), part.Flag("strip_accents", lowercase), lowercase);
    }

    public AlignedText Normalize(AlignedText text)
    {
        AlignedText cleaned = cleanText ? Clean(text) : text;
        if (!System.Text.Ascii.IsValid(cleaned.Characters))
        {
            cleaned = handleChineseCharacters ? SetIdeographsApart(cleaned) : cleaned;
            cleaned = stripAccents
                ? Filter.Delete(UnicodeForm.Decompose(cleaned, compatibility: false), CharacterClasses.BertAccent)
                : cleaned;
        }

        return lowercase ? Lowercase.Apply(cleaned) : cleaned;
    }

    private static AlignedText Clean(AlignedText text)
    {
        AlignedTextWriter writer = new(text);
        foreach (Rune rune in text.Characters.EnumerateRunes())
        {
            if (rune.Value is > ' ' and < 0x7F)
            {
                writer.Replace(rune.Value);
            }
            else if (CharacterClasses.BertRemoved.Contains(rune.Value))
            {
                writer.Skip(1);
            }
            else
            {
                writer.Replace(CharacterClasses.BertSpace.Contains(rune.Value) ? ' ' : rune.Value);
            }
        }

        return writer.ToText();
    }

    private static AlignedText SetIdeographsApart(AlignedText text)
    {
        AlignedTextWriter writer = new(text);
        foreach (Rune rune in text.Characters.EnumerateRunes())
        {
            if (rune.Value >= 0x80 && CharacterClasses.BertIdeograph.Contains(rune.Value))
            {
                writer.Replace(' ');
                writer.Insert(rune.Value);
                writer.Insert(' ');
            }
            else
            {
                writer.Replace(rune.Value);
            }
        }

        return writer.ToText();
    }
}
