using AttnExtract.Model.Text.Alignment;

namespace AttnExtract.Model.Text.Steps.Normalizers;

/// <summary>One space in place of several, which stands for all of them; spaces at the ends go. So sentencepiece does it.</summary>
internal sealed class SpaceRuns : INormalizer
{
    public string Name => "SpaceRuns";

    public AlignedText Normalize(AlignedText text)
    {
        ReadOnlySpan<char> characters = text.Characters;
        AlignedTextWriter writer = new(text);
        while (writer.Read < text.Length)
        {
            ReadOnlySpan<char> rest = characters[writer.Read..];
            int run = rest.IndexOfAnyExcept(' ');
            if (run == 0)
            {
                writer.Keep(rest.IndexOf(' ') is >= 0 and int next ? next : rest.Length);
            }
            else if (run < 0 || writer.Read == 0)
            {
                writer.Drop(run < 0 ? rest.Length : run);
            }
            else
            {
                writer.Join(run, ' ');
            }
        }

        text.Budget.Spend(text.Length);
        return writer.ToText();
    }
}
