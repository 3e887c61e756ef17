using System.Text;
using AttnExtract.Model.Text.Alignment;
using AttnExtract.Model.Text.Characters;

namespace AttnExtract.Model.Text.Steps.Normalizers;

/// <summary>Deletes all characters of a set.</summary>
internal sealed class Filter(string name, Func<CodePointSet> deleted) : INormalizer
{
    /// <summary>Deletes every combining mark, spacing and enclosing ones too.</summary>
    public static Filter StripAccents { get; } = new("StripAccents", () => CharacterClasses.CombiningMark);

    public string Name => name;

    public AlignedText Normalize(AlignedText text) =>
        System.Text.Ascii.IsValid(text.Characters) ? text : Delete(text, deleted());

    public static AlignedText Delete(AlignedText text, CodePointSet deleted)
    {
        AlignedTextWriter writer = new(text);
        foreach (Rune rune in text.Characters.EnumerateRunes())
        {
            if (deleted.Contains(rune.Value))
            {
                writer.Skip(1);
            }
            else
            {
                writer.Replace(rune.Value);
            }
        }

        return writer.ToText();
    }
}
