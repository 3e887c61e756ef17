using AttnExtract.Ground;
using SkiaSharp;

namespace AttnExtract.Render.Fonts;

/// <summary>The fonts that figures are written in.</summary>
public static class FigureFonts
{
    /// <summary>The file names of the fonts, in the order in which they are asked for a character.</summary>
    public static IReadOnlyList<string> Names => [.. FontSet.Faces.Select(face => face.FileName)];

    /// <summary>
    /// Puts a font before all others, for every figure drawn afterwards by this process; characters that it lacks still
    /// come from the bundled ones.
    /// </summary>
    /// <param name="path">A TTF, OTF, TTC or WOFF file.</param>
    /// <exception cref="AttnExtractException">The file is not there, or is no font.</exception>
    public static void Prefer(string path)
    {
        if (!File.Exists(path))
        {
            throw new AttnExtractException($"There is no font file '{path}'.");
        }

        using SKTypeface? typeface = SKTypeface.FromFile(path);
        if (typeface is null || typeface.GlyphCount == 0)
        {
            throw new AttnExtractException($"'{path}' is not a font that can be read; give a TTF, OTF, TTC or WOFF file.");
        }

        FontSet.Prefer(new FontFace(Path.GetFileName(path), $"'{typeface.FamilyName.Replace("'", "")}', sans-serif", () => FontBytes.File(path)));
    }
}
