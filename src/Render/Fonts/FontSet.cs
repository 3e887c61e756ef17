using SkiaSharp;

namespace AttnExtract.Render.Fonts;

/// <summary>
/// Fonts in the order in which they are asked for a character. No font of the machine is ever used, so a figure looks the
/// same everywhere; what no font has is written out as its code point (U+1F916), never as an empty box.
/// </summary>
internal sealed class FontSet
{
    private const int MostTexts = 4096;
    private const int MostSizes = 1024;

    private static readonly BoundedCache<(FontFace Face, double Size), SKFont> Sizes = new(MostSizes);

    private readonly BoundedCache<string, FontRun[]> _runs = new(MostTexts);

    private FontSet(params IReadOnlyList<FontFace> faces)
    {
        Faces = faces;
    }

    /// <summary>Latin, Greek, Cyrillic, Arabic, Hebrew, symbols; Chinese, Japanese, Korean; Devanagari; Thai.</summary>
    public static FontSet Bundled { get; } = new(
        new FontFace("DejaVuSans.ttf", "'DejaVu Sans', Verdana, sans-serif"),
        new FontFace("DroidSansFallback.ttf", "'Droid Sans Fallback', 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"),
        new FontFace("NotoSansDevanagari-Regular.ttf", "'Noto Sans Devanagari', 'Nirmala UI', sans-serif"),
        new FontFace("NotoSansThai-Regular.ttf", "'Noto Sans Thai', 'Leelawadee UI', sans-serif"));

    /// <summary>The fonts, the first one first.</summary>
    public IReadOnlyList<FontFace> Faces { get; }

    /// <summary>A font at a size in pixels.</summary>
    public static SKFont At(FontFace face, double size) => Sizes.GetOrAdd((face, size), static key => Sized(key.Face.Typeface, key.Size));

    /// <summary>Text settings that keep the shape of small letters: no hinting, no snapping to the pixel grid.</summary>
    public static SKFont Sized(SKTypeface typeface, double size) =>
        new(typeface, (float)size)
        {
            Hinting = SKFontHinting.None,
            Edging = SKFontEdging.Antialias,
            Subpixel = true,
            BaselineSnap = false,
        };

    /// <summary>These fonts behind another one.</summary>
    public FontSet Behind(FontFace first) => new([first, .. Faces]);

    /// <summary>A text cut into stretches of one font each.</summary>
    public IReadOnlyList<FontRun> Split(string text) => _runs.GetOrAdd(text, Cut);

    private FontRun[] Cut(string text)
    {
        RunBuilder runs = new(Faces[0]);
        for (int i = 0; i < text.Length; i++)
        {
            bool isPair = char.IsSurrogatePair(text, i);
            int codePoint = CodePoint(text, i);
            bool isBroken = char.IsControl(text[i]) || (char.IsSurrogate(text[i]) && !isPair);
            FontFace? found = isBroken ? null : FaceFor(codePoint, runs.Face);
            if (found is null)
            {
                runs.Append($"U+{codePoint:X4}", Faces[0], isRightToLeft: false, isShaped: false);
            }
            else
            {
                bool isRightToLeft = WritingSystem.IsRightToLeft(codePoint)
                    || (runs.IsRightToLeft && WritingSystem.IsNeutral(text[i]) && NextStrongIsRightToLeft(text, i + 1));
                runs.Append(isPair ? text.Substring(i, 2) : text[i].ToString(), found, isRightToLeft, WritingSystem.IsShaped(codePoint));
            }

            i += isPair ? 1 : 0;
        }

        return runs.Finish();
    }

    // What belongs to the character before it stays in that one's font, so that the two are shaped together.
    private FontFace? FaceFor(int codePoint, FontFace before) =>
        WritingSystem.IsShaped(codePoint) && before.Has(codePoint) ? before : Faces.FirstOrDefault(face => face.Has(codePoint));

    private static int CodePoint(string text, int at) =>
        char.IsSurrogatePair(text, at) ? char.ConvertToUtf32(text, at) : text[at];

    private static bool NextStrongIsRightToLeft(string text, int start)
    {
        int next = start;
        while (next < text.Length && WritingSystem.IsNeutral(text[next]))
        {
            next++;
        }

        return next < text.Length && WritingSystem.IsRightToLeft(CodePoint(text, next));
    }
}
