using SkiaSharp;

namespace AttnExtract.Render.Fonts;

/// <summary>
/// Fonts in the order in which they are asked for a character. No font of the machine is ever used, so a figure looks the
/// same everywhere; for what no font has stands <see cref="Mark"/>, which captions explain.
/// </summary>
internal sealed class FontSet
{
    /// <summary>Stands for a character that no font has.</summary>
    public const string Mark = "▯";

    // Stands for tabs and other white space that fonts have no glyphs for.
    private const string Blank = " ";

    private const int MostTexts = 4096;
    private const int MostSizes = 1024;

    private static readonly BoundedCache<(FontFace Face, double Size), SKFont> Sizes = new(MostSizes);

    private readonly BoundedCache<string, FontRun[]> _runs = new(MostTexts);

    private FontSet(params IReadOnlyList<FontFace> faces)
    {
        Faces = faces;
    }

    /// <summary>Latin, Greek, Cyrillic, Arabic, Hebrew, symbols; Chinese, Japanese, Korean; Devanagari; Thai; emoji.</summary>
    public static FontSet Bundled { get; } = new(
        new FontFace("DejaVuSans.ttf", "'DejaVu Sans', Verdana, sans-serif"),
        new FontFace("DroidSansFallback.ttf", "'Droid Sans Fallback', 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"),
        new FontFace("NotoSansDevanagari-Regular.ttf", "'Noto Sans Devanagari', 'Nirmala UI', sans-serif"),
        new FontFace("NotoSansThai-Regular.ttf", "'Noto Sans Thai', 'Leelawadee UI', sans-serif"),
        new FontFace("NotoEmoji-Regular.ttf", "'Noto Emoji', 'Segoe UI Emoji', 'Apple Color Emoji', sans-serif"));

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

    /// <summary>The code points of a text for which its mark stands, as often as they occur.</summary>
    public IEnumerable<int> Lacking(string text) =>
        Enumerable.Range(0, text.Length)
            .Where(at => !IsSecondHalf(text, at) && !char.IsWhiteSpace(text[at]) && FaceFor(text, at, Faces[0]) is null).Select(at => CodePoint(text, at));

    private FontRun[] Cut(string text)
    {
        RunBuilder runs = new(Faces[0]);
        for (int i = 0; i < text.Length; i++)
        {
            if (IsSecondHalf(text, i))
            {
                continue;
            }

            int codePoint = CodePoint(text, i);
            if (FaceFor(text, i, runs.Face) is not { } face)
            {
                string shown = char.IsWhiteSpace(text[i]) ? Blank : Mark;
                runs.Append(shown, FaceFor(shown, 0, Faces[0])!, isRightToLeft: false, isShaped: false);
                continue;
            }

            bool isRightToLeft = WritingSystem.IsRightToLeft(codePoint)
                || (runs.IsRightToLeft && WritingSystem.IsNeutral(text[i]) && NextStrongIsRightToLeft(text, i + 1));
            runs.Append(char.ConvertFromUtf32(codePoint), face, isRightToLeft, WritingSystem.IsShaped(codePoint));
        }

        return runs.Finish();
    }

    // What belongs to the character before it stays in that one's font, so that the two are shaped together; and what a sequence of emoji
    // begins with is looked for where all of it is.
    private FontFace? FaceFor(string text, int at, FontFace before)
    {
        int codePoint = CodePoint(text, at);
        if (char.IsControl(text[at]) || (codePoint <= char.MaxValue && char.IsSurrogate(text[at])))
        {
            return null;
        }

        int next = at + (codePoint > char.MaxValue ? 2 : 1);
        return WritingSystem.IsShaped(codePoint) && before.Has(codePoint) ? before
            : next < text.Length && WritingSystem.JoinsEmoji(CodePoint(text, next)) && Faces[^1].Has(codePoint) ? Faces[^1]
            : Faces.FirstOrDefault(face => face.Has(codePoint));
    }

    private static bool IsSecondHalf(string text, int at) => at > 0 && char.IsSurrogatePair(text, at - 1);

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
