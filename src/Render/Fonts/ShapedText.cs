namespace AttnExtract.Render.Fonts;

/// <summary>The glyphs of a run where they go, for a font size of 1.</summary>
/// <param name="Glyphs">Their numbers in the font, from left to right.</param>
/// <param name="X">How far right of the run's beginning each stands.</param>
/// <param name="Y">How far over the baseline each stands.</param>
/// <param name="Clusters">The byte of the run's UTF-8 text that each begins to show.</param>
/// <param name="Width">Where a next run begins.</param>
internal sealed record ShapedText(ushort[] Glyphs, float[] X, float[] Y, uint[] Clusters, double Width);
