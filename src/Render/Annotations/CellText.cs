using AttnExtract.Render.Colors;

namespace AttnExtract.Render.Annotations;

/// <summary>The number written into one cell.</summary>
/// <param name="Row">The cell's 0-based row.</param>
/// <param name="Column">The cell's 0-based column.</param>
/// <param name="Text">What is written.</param>
/// <param name="Color">In which colour: the one that reads well on the cell's.</param>
public sealed record CellText(int Row, int Column, string Text, Rgba Color);
