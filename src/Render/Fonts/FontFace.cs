using SkiaSharp;

namespace AttnExtract.Render.Fonts;

/// <summary>One bundled font. Its file is part of this assembly, is read in place, and only when a text needs it.</summary>
/// <param name="fileName">The name of the font's file.</param>
internal sealed class FontFace(string fileName)
{
    private readonly Lazy<SKFont> _font = new(() => new SKFont(Open(fileName)));

    /// <summary>The name of the font's file.</summary>
    public string FileName { get; } = fileName;

    /// <summary>The font as Skia knows it.</summary>
    public SKTypeface Typeface => _font.Value.Typeface;

    /// <summary>Whether it has a picture for a code point.</summary>
    public bool Has(int codePoint) => _font.Value.ContainsGlyph(codePoint);

    private static unsafe SKTypeface Open(string fileName)
    {
        Stream file = typeof(FontFace).Assembly.GetManifestResourceStream($"AttnExtract.Render.Fonts.{fileName}")!;
        if (file is UnmanagedMemoryStream mapped)
        {
            // The assembly stays loaded as long as the process lives, so Skia may read its pages without a copy.
            return SKTypeface.FromData(SKData.Create((IntPtr)mapped.PositionPointer, (int)mapped.Length));
        }

        using (file)
        {
            return SKTypeface.FromData(SKData.Create(file));
        }
    }
}
