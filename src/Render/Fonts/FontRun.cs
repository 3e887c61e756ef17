namespace AttnExtract.Render.Fonts;

/// <summary>A stretch of text that one font can show.</summary>
/// <param name="Text">The text.</param>
/// <param name="Face">The font.</param>
internal readonly record struct FontRun(string Text, FontFace Face);
