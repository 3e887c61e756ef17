using System.Collections.Concurrent;
using System.Text;
using SkiaSharp;

namespace AttnExtract.Render.Fonts;

/// <summary>
/// The bundled fonts in the order in which they are asked for a character. No font of the machine is ever used, so a
/// figure looks the same everywhere; what no font has is written out as its code point (U+1F916), never as an empty box.
/// </summary>
internal static class FontSet
{
    private const int MostRemembered = 4096;

    private static readonly ConcurrentDictionary<string, FontRun[]> Runs = [];
    private static readonly ConcurrentDictionary<(FontFace, double), SKFont> Fonts = [];

    /// <summary>Latin, Greek, Cyrillic, symbols; then Chinese, Japanese, Korean.</summary>
    public static IReadOnlyList<FontFace> Faces { get; } =
    [
        new("DejaVuSans.ttf", "'DejaVu Sans', Verdana, sans-serif"),
        new("DroidSansFallback.ttf", "'Droid Sans Fallback', 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"),
    ];

    /// <summary>A text cut into stretches of one font each.</summary>
    public static IReadOnlyList<FontRun> Split(string text)
    {
        // A program that draws all day must not remember every text it ever saw.
        if (Runs.Count > MostRemembered)
        {
            Runs.Clear();
        }

        return Runs.GetOrAdd(text, Cut);
    }

    /// <summary>A font at a size in pixels.</summary>
    public static SKFont At(FontFace face, double size) => Fonts.GetOrAdd((face, size), static key => Sized(key.Item1.Typeface, key.Item2));

    /// <summary>Text settings that keep the shape of small letters: no hinting, no snapping to the pixel grid.</summary>
    public static SKFont Sized(SKTypeface typeface, double size) =>
        new(typeface, (float)size)
        {
            Hinting = SKFontHinting.None,
            Edging = SKFontEdging.Antialias,
            Subpixel = true,
            BaselineSnap = false,
        };

    private static FontRun[] Cut(string text)
    {
        List<FontRun> runs = [];
        StringBuilder run = new();
        FontFace face = Faces[0];
        void Append(string piece, FontFace of)
        {
            if (of != face && run.Length > 0)
            {
                runs.Add(new(run.ToString(), face));
                run.Clear();
            }

            face = of;
            run.Append(piece);
        }

        for (int i = 0; i < text.Length; i++)
        {
            bool isPair = char.IsSurrogatePair(text, i);
            int codePoint = isPair ? char.ConvertToUtf32(text, i) : text[i];
            FontFace? found = char.IsControl(text[i]) || (char.IsSurrogate(text[i]) && !isPair)
                ? null
                : Faces.FirstOrDefault(candidate => candidate.Has(codePoint));
            if (found is null)
            {
                Append($"U+{codePoint:X4}", Faces[0]);
            }
            else
            {
                Append(isPair ? text.Substring(i, 2) : text[i].ToString(), found);
            }

            i += isPair ? 1 : 0;
        }

        if (run.Length > 0)
        {
            runs.Add(new(run.ToString(), face));
        }

        return [.. runs];
    }
}
