using System.Text;
using AttnExtract.Ground;
using AttnExtract.Model.Text.Alignment;

namespace AttnExtract.Model.Text.Steps.Normalizers;

/// <summary>Puts something before every stretch that is not empty; it takes the range of the first character.</summary>
internal sealed class Prepend(string content) : INormalizer
{
    public string Name => "Prepend";

    public static Prepend Read(JsonPart part) => new(part.Text("prepend"));

    public AlignedText Normalize(AlignedText text)
    {
        if (text.Length == 0 || content.Length == 0)
        {
            return text;
        }

        AlignedTextWriter writer = new(text, text.Length + content.Length);
        Write(writer, content, Rune.GetRuneAt(text.Characters.ToString(), 0).Value);
        writer.Keep(text.Length - writer.Read);
        return writer.ToText();
    }

    /// <summary>Writes <paramref name="content"/> and then <paramref name="next"/>, all in place of the one next character.</summary>
    public static void Write(AlignedTextWriter writer, string content, int next)
    {
        Rune first = Rune.GetRuneAt(content, 0);
        writer.Replace(first.Value);
        writer.Insert(content.AsSpan(first.Utf16SequenceLength));
        writer.Insert(next);
    }
}
