namespace AttnExtract.Render.Fonts;

/// <summary>The glyphs of a run where they go, for a font size of 1.</summary>
/// <param name="Glyphs">Their numbers in the font, from left to right.</param>
/// <param name="X">How far right of the run's beginning each stands.</param>
/// <param name="Y">How far over the baseline each stands.</param>
/// <param name="Clusters">The byte of the run's UTF-8 text that each begins to show.</param>
/// <param name="Width">Where a next run begins.</param>
internal sealed record ShapedText(ushort[] Glyphs, float[] X, float[] Y, uint[] Clusters, double Width);

/// <summary>A stretch of text that one font can show in one direction.</summary>
/// <param name="Text">The text in the order in which it is read.</param>
/// <param name="Face">The font.</param>
/// <param name="IsRightToLeft">Whether it runs from right to left.</param>
/// <param name="IsShaped">Whether its glyphs depend on each other, so that one a character will not do.</param>
internal readonly record struct FontRun(string Text, FontFace Face, bool IsRightToLeft, bool IsShaped);
