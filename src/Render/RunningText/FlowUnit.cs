namespace AttnExtract.Render.RunningText;

/// <summary>What is drawn at once: a piece, or the pieces of a word whose letters join.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Size">Font size.</param>
/// <param name="Width">Its width, its margins included.</param>
/// <param name="Pieces">Its pieces, each with its ground from the unit's left edge.</param>
/// <param name="X">Its left edge in its line.</param>
/// <param name="Line">The 0-based line.</param>
internal sealed record FlowUnit(
    string Text, double Size, double Width, IReadOnlyList<(int Piece, double X, double Width)> Pieces, double X = 0, int Line = 0);
