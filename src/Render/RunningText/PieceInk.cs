using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales;

namespace AttnExtract.Render.RunningText;

/// <summary>The colour of letters on coloured ground.</summary>
internal static class PieceInk
{
    // What is left of a special token's ink.
    private const double Pale = 0.6;

    /// <summary>Dark or light, whatever is read better; of a special token, nearer to its ground.</summary>
    public static Rgba Of(Panel panel, int piece, ColorScale scale, Theme theme)
    {
        double value = panel.Values[0, piece];
        Rgba ground = scale[value];
        Rgba ink = ground.A == 0 ? theme.Ink : scale.TextOn(value);
        return panel.Flow!.Pieces[piece].IsSpecial ? Mixed(ink, ground.A == 0 ? theme.Background : ground) : ink;
    }

    /// <summary>The same of letters that reach over the grounds of several pieces: that of their ink which is read better on the worst of them.</summary>
    public static Rgba Of(Panel panel, IReadOnlyList<int> pieces, ColorScale scale, Theme theme)
    {
        double[] grounds =
        [
            .. pieces.Select(piece => scale[panel.Values[0, piece]]).Select(ground => (ground.A == 0 ? theme.Background : ground).Luminance()),
        ];
        return pieces.Select(piece => Of(panel, piece, scale, theme)).MaxBy(ink => grounds.Min(ground => Contrast(ink.Luminance(), ground)));
    }

    // WCAG 2.0.
    private static double Contrast(double one, double other) => (Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05);

    private static Rgba Mixed(Rgba ink, Rgba ground)
    {
        byte Mix(byte one, byte other) => (byte)Math.Round((Pale * one) + ((1 - Pale) * other));
        return new(Mix(ink.R, ground.R), Mix(ink.G, ground.G), Mix(ink.B, ground.B));
    }
}
