using System.Text;
using AttnExtract.Ground;
using AttnExtract.Model.Text.Alignment;
using AttnExtract.Model.Text.Steps.Normalizers;

namespace AttnExtract.Model.Text.Steps.PreTokenizers;

/// <summary>
/// Makes every space a visible mark, puts one before the text, and cuts before each: sentencepiece's way to keep words apart.
/// </summary>
/// <param name="mark">The mark: <c>▁</c>.</param>
/// <param name="scheme">Where a mark is put that was no space.</param>
/// <param name="split">Whether to cut.</param>
internal sealed class Metaspace(char mark, Metaspace.Scheme scheme, bool split) : IPreTokenizer
{
    /// <summary>Where a mark is put that was no space.</summary>
    internal enum Scheme
    {
        /// <summary>Before every piece that does not begin with one.</summary>
        Always,

        /// <summary>Before the piece that begins the source text.</summary>
        First,

        /// <summary>Nowhere.</summary>
        Never,
    }

    public string Name => "Metaspace";

    /// <summary>Reads the mark, which is one UTF-16 unit in every file there is.</summary>
    public static char ReadMark(JsonPart part)
    {
        string mark = part.Text("replacement", "▁");
        return mark.Length == 1 ? mark[0] : throw part.Get("replacement").Wrong($"should be one character, not '{mark}'");
    }

    /// <summary>Reads the scheme, in the new spelling or the old.</summary>
    public static Scheme ReadScheme(JsonPart part)
    {
        string oldSpelling = part.Flag("add_prefix_space", true) ? "always" : "never";
        return part.Text("prepend_scheme", oldSpelling) switch
        {
            "always" => Scheme.Always,
            "first" => Scheme.First,
            "never" => Scheme.Never,
            string other => throw part.Get("prepend_scheme").Wrong($"should be always, first or never, not '{other}'"),
        };
    }

    public static Metaspace Read(JsonPart part) => new(ReadMark(part), ReadScheme(part), part.Flag("split", true));

    public void PreTokenize(PieceList pieces) => pieces.Rewrite(Mark, pieces.Text.Length + pieces.Pieces.Count);

    private void Mark(AlignedText text, Piece piece, AlignedTextWriter writer, List<Piece> parts)
    {
        int start = writer.Length;
        int i = piece.Start;
        Rune.DecodeFromUtf16(text.Characters[i..piece.End], out Rune first, out int firstLength);
        bool isMarked = first.Value == ' ' || first.Value == mark;
        if (!isMarked && (scheme == Scheme.Always || (scheme == Scheme.First && text.StartOf(i) == 0)))
        {
            Prepend.Write(writer, mark.ToString(), first.Value);
            i += firstLength;
        }

        for (; i < piece.End; i++)
        {
            char unit = text.Characters[i];
            bool isMark = unit == ' ' || unit == mark;
            if (isMark && split)
            {
                parts.Add(new Piece(start, writer.Length));
                start = writer.Length;
            }

            if (unit == ' ')
            {
                writer.Replace(mark);
            }
            else
            {
                writer.Keep(1);
            }
        }

        parts.Add(new Piece(start, writer.Length));
    }
}
