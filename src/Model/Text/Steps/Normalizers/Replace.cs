using AttnExtract.Ground;
using AttnExtract.Model.Text.Alignment;
using AttnExtract.Model.Text.Characters;

namespace AttnExtract.Model.Text.Steps.Normalizers;

/// <summary>Replaces whatever a pattern finds; the result takes the range of the last character that it replaces.</summary>
internal sealed class Replace(Pattern pattern, string content) : INormalizer
{
    public string Name => "Replace";

    public static Replace Read(JsonPart part) => new(Pattern.Read(part.Get("pattern")), part.Text("content"));

    public AlignedText Normalize(AlignedText text)
    {
        IReadOnlyList<Piece> matches = pattern.Find(text.Characters, text.Budget);
        if (matches.Count == 0)
        {
            return text;
        }

        AlignedTextWriter writer = new(text);
        foreach (Piece match in matches)
        {
            writer.Keep(match.Start - writer.Read);
            writer.Drop(match.Length);
            writer.Insert(content);
        }

        writer.Keep(text.Length - writer.Read);
        return writer.ToText();
    }
}
