namespace AttnExtract.Render.RunningText;

/// <summary>A token as it stands in running text.</summary>
/// <param name="Text">What it says; empty where it is the rest of a character that stands before it.</param>
/// <param name="Gap">What is between it and the piece before it.</param>
/// <param name="IsSpecial">Whether it is none of the text's own, such as <c>[CLS]</c>; it is set smaller and paler.</param>
public sealed record TextPiece(string Text, PieceGap Gap, bool IsSpecial = false);

/// <summary>What is between two pieces of running text.</summary>
public enum PieceGap
{
    /// <summary>Nothing: both are of one word, or of a writing without spaces.</summary>
    None,

    /// <summary>A space, at which a line may break.</summary>
    Space,

    /// <summary>The end of a line: another text begins.</summary>
    Line,
}
