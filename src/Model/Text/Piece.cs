using AttnExtract.Model.Text.Alignment;

namespace AttnExtract.Model.Text;

/// <summary>A part of an <see cref="AlignedText"/>, in UTF-16 units.</summary>
internal readonly record struct Piece(int Start, int End)
{
    public int Length => End - Start;
}
