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
        using HarfBuzzBuffer buffer = new();
        buffer.AddUtf8(Encoding.UTF8.GetBytes(run.Text));
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
            clusters[i] = infos[i].Cluster;
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
