using SkiaSharp;

namespace AttnExtract.Render.Fonts;

/// <summary>One bundled font. Its file is part of this assembly, is read in place, and only when a text needs it.</summary>
internal sealed class FontFace
{
    private readonly Lazy<FontBytes> _bytes;
    private readonly Lazy<SKFont> _font;

    /// <summary>Names a font; nothing is read yet.</summary>
    /// <param name="fileName">The name of its file among the assembly's resources.</param>
    /// <param name="families">What viewers know it, or a good stand-in, as: CSS font families.</param>
    public FontFace(string fileName, string families)
    {
        FileName = fileName;
        Families = families;
        _bytes = new(() => FontBytes.Resource($"AttnExtract.Render.Fonts.{fileName}"));
        _font = new(() => new SKFont(SKTypeface.FromData(SKData.Create(_bytes.Value.Address, _bytes.Value.Length))));
    }

    /// <summary>The name of the font's file.</summary>
    public string FileName { get; }

    /// <summary>What viewers know it, or a good stand-in, as: CSS font families.</summary>
    public string Families { get; }

    /// <summary>The bytes of its file.</summary>
    public FontBytes Bytes => _bytes.Value;

    /// <summary>The font as Skia knows it.</summary>
    public SKTypeface Typeface => _font.Value.Typeface;

    /// <summary>Whether it has a picture for a code point.</summary>
    public bool Has(int codePoint) => _font.Value.ContainsGlyph(codePoint);
}
