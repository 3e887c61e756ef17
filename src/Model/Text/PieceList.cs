using AttnExtract.Model.Text.Alignment;

namespace AttnExtract.Model.Text;

/// <summary>
/// What goes through the pre-tokenizers: a text and the pieces it is cut into. A pre-tokenizer may replace both. No piece is empty.
/// </summary>
internal sealed class PieceList(AlignedText text)
{
    private List<Piece> _pieces = text.Length > 0 ? [new Piece(0, text.Length)] : [];
    private List<Piece> _spare = [];

    public AlignedText Text { get; private set; } = text;

    public IReadOnlyList<Piece> Pieces => _pieces;

    /// <summary>Cuts every piece: <paramref name="cut"/> adds the parts of one piece, in order, to the list it is given.</summary>
    public void Cut(Action<AlignedText, Piece, List<Piece>> cut)
    {
        List<Piece> parts = _spare;
        foreach (Piece piece in _pieces)
        {
            cut(Text, piece, parts);
        }

        Take(parts);
    }

    /// <summary>
    /// Rewrites every piece: <paramref name="rewrite"/> writes one piece and adds its parts, in terms of the new text, to the
    /// list it is given. It must consume the piece exactly.
    /// </summary>
    public void Rewrite(Action<AlignedText, Piece, AlignedTextWriter, List<Piece>> rewrite, int capacity = 0)
    {
        List<Piece> parts = _spare;
        AlignedTextWriter writer = new(Text, capacity);
        int done = 0;
        foreach (Piece piece in _pieces)
        {
            writer.Drop(piece.Start - done);
            rewrite(Text, piece, writer, parts);
            done = piece.End;
        }

        Text = writer.ToText();
        Take(parts);
    }

    private void Take(List<Piece> parts)
    {
        parts.RemoveAll(piece => piece.Length == 0);
        (_pieces, _spare) = (parts, _pieces);
        _spare.Clear();
    }
}

/// <summary>A part of an <see cref="AlignedText"/>, in UTF-16 units.</summary>
internal readonly record struct Piece(int Start, int End)
{
    public int Length => End - Start;
}
