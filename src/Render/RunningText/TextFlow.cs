using System.Collections.Immutable;

namespace AttnExtract.Render.RunningText;

/// <summary>What a panel shows as running text on coloured ground in place of cells: a piece for each number of its only row.</summary>
/// <param name="Pieces">The pieces in reading order.</param>
public sealed record TextFlow(ImmutableArray<TextPiece> Pieces);
