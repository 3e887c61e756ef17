using System.Collections.Concurrent;
using System.Text;
using HarfBuzzSharp;
using HarfBuzzBuffer = HarfBuzzSharp.Buffer;

namespace AttnExtract.Render.Fonts;

/// <summary>Chooses and places the glyphs of scripts whose letters join, stack or move, by HarfBuzz.</summary>
internal static class TextShaper
{
    private const int MostRemembered = 4096;
    private const int Scale = 1 << 16;

    private static readonly ConcurrentDictionary<FontFace, Font> Fonts = [];
    private static readonly BoundedCache<FontRun, ShapedText> Known = new(MostRemembered);

    /// <summary>The glyphs of a run.</summary>
    public static ShapedText Shape(FontRun run) => Known.GetOrAdd(run, Run);

    private static ShapedText Run(FontRun run)
    {
        List<ShapedText> stretches = [];
        uint start = 0;
        foreach (string text in OfOneScript(run.Text))
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            stretches.Insert(run.IsRightToLeft ? 0 : stretches.Count, Stretch(run, bytes, start));
            start += (uint)bytes.Length;
        }

        double[] begin = [.. stretches.Select((_, i) => stretches.Take(i).Sum(stretch => stretch.Width))];
        return new(
            [.. stretches.SelectMany(stretch => stretch.Glyphs)],
            [.. stretches.SelectMany((stretch, i) => stretch.X.Select(x => (float)(begin[i] + x)))],
            [.. stretches.SelectMany(stretch => stretch.Y)],
            [.. stretches.SelectMany(stretch => stretch.Clusters)],
            stretches.Sum(stretch => stretch.Width));
    }

    // HarfBuzz shapes one script at a time: Arabic behind Hebrew would stay unjoined.
    private static IEnumerable<string> OfOneScript(string text)
    {
        StringBuilder stretch = new();
        Script? before = null;
        foreach (Rune rune in text.EnumerateRunes())
        {
            Script script = UnicodeFunctions.Default.GetScript((uint)rune.Value);
            bool isOfAny = script.Equals(Script.Common) || script.Equals(Script.Inherited) || script.Equals(Script.Unknown);
            if (!isOfAny && before is { } other && !script.Equals(other))
            {
                yield return stretch.ToString();
                stretch.Clear();
            }

            before = isOfAny ? before : script;
            stretch.Append(rune.ToString());
        }

        yield return stretch.ToString();
    }

    private static ShapedText Stretch(FontRun run, byte[] text, uint start)
    {
        using HarfBuzzBuffer buffer = new();
        buffer.AddUtf8(text);
        buffer.GuessSegmentProperties();
        buffer.Direction = run.IsRightToLeft ? Direction.RightToLeft : Direction.LeftToRight;
        Font font = Fonts.GetOrAdd(run.Face, Open);
        lock (font)
        {
            font.Shape(buffer);
        }

        ReadOnlySpan<GlyphInfo> infos = buffer.GetGlyphInfoSpan();
        ReadOnlySpan<GlyphPosition> positions = buffer.GetGlyphPositionSpan();
        ushort[] glyphs = new ushort[infos.Length];
        (float[] x, float[] y, uint[] clusters) = (new float[infos.Length], new float[infos.Length], new uint[infos.Length]);
        double width = 0;
        for (int i = 0; i < infos.Length; i++)
        {
            glyphs[i] = (ushort)infos[i].Codepoint;
            clusters[i] = start + infos[i].Cluster;
            x[i] = (float)(width + (positions[i].XOffset / (double)Scale));
            y[i] = (float)(positions[i].YOffset / (double)Scale);
            width += positions[i].XAdvance / (double)Scale;
        }

        return new(glyphs, x, y, clusters, width);
    }

    private static Font Open(FontFace face)
    {
        Font font = new(new Face(new Blob(face.Bytes.Address, face.Bytes.Length, MemoryMode.ReadOnly), 0));
        font.SetScale(Scale, Scale);
        font.SetFunctionsOpenType();
        return font;
    }
}
