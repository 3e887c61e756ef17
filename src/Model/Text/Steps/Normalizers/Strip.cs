using AttnExtract.Ground;
using AttnExtract.Model.Text.Alignment;
using AttnExtract.Model.Text.Characters;

namespace AttnExtract.Model.Text.Steps.Normalizers;

/// <summary>Takes white space off the ends of a stretch.</summary>
internal sealed class Strip(bool left, bool right) : INormalizer
{
    public string Name => "Strip";

    public static Strip Read(JsonPart part) => new(part.Flag("strip_left", true), part.Flag("strip_right", true));

    public AlignedText Normalize(AlignedText text)
    {
        ReadOnlySpan<char> characters = text.Characters;
        (int start, int end) = (0, characters.Length);
        while (left && start < end && CharacterClasses.WhiteSpace.Contains(characters[start]))
        {
            start++;
        }

        while (right && end > start && CharacterClasses.WhiteSpace.Contains(characters[end - 1]))
        {
            end--;
        }

        if (end - start == text.Length)
        {
            return text;
        }

        AlignedTextWriter writer = new(text);
        writer.Drop(start);
        writer.Keep(end - start);
        return writer.ToText();
    }
}
