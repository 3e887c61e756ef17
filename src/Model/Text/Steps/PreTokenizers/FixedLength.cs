using AttnExtract.Ground;


namespace AttnExtract.Model.Text.Steps.PreTokenizers;

/// <summary>Cuts into pieces of so many characters; the last may be shorter.</summary>
internal sealed class FixedLength(int length) : IPreTokenizer
{
    public string Name => "FixedLength";

    public static FixedLength Read(JsonPart part)
    {
        int length = part.Number("length", 5);
        return length > 0 ? new FixedLength(length) : throw part.Get("length").Wrong($"should be from 1 up, not {length}");
    }

    public void PreTokenize(PieceList pieces) => pieces.Cut((text, piece, parts) =>
    {
        int start = piece.Start;
        int count = 0;
        for (int i = piece.Start; i < piece.End; i++)
        {
            if (char.IsLowSurrogate(text.Characters[i]))
            {
                continue;
            }

            if (count++ == length)
            {
                parts.Add(new Piece(start, i));
                (start, count) = (i, 1);
            }
        }

        parts.Add(new Piece(start, piece.End));
    });
}
