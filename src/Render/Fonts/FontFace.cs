using SkiaSharp;

namespace AttnExtract.Render.Fonts;

/// <summary>One font. A bundled one is part of this assembly, is read in place, and only when a text needs it.</summary>
internal sealed class FontFace
{
    private readonly Lazy<FontBytes> _bytes;
    private readonly Lazy<SKFont> _font;

    /// <summary>Names a font; nothing is read yet.</summary>
    /// <param name="fileName">The name of its file among the assembly's resources.</param>
    /// <param name="families">What viewers know it, or a good stand-in, as: CSS font families.</param>
    public FontFace(string fileName, string families)
        : this(fileName, families, () => FontBytes.Resource($"AttnExtract.Render.Fonts.{fileName}"))
    {
    }

    /// <summary>Names a font of another origin; nothing is read yet.</summary>
    public FontFace(string fileName, string families, Func<FontBytes> read)
    {
        FileName = fileName;
        Families = families;
        _bytes = new(read);
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
