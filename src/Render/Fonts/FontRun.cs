namespace AttnExtract.Render.Fonts;

/// <summary>A stretch of text that one font can show in one direction.</summary>
/// <param name="Text">The text in the order in which it is read.</param>
/// <param name="Face">The font.</param>
/// <param name="IsRightToLeft">Whether it runs from right to left.</param>
/// <param name="IsShaped">Whether its glyphs depend on each other, so that one a character will not do.</param>
internal readonly record struct FontRun(string Text, FontFace Face, bool IsRightToLeft, bool IsShaped);
