using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales;

namespace AttnExtract.Render.RunningText;

/// <summary>The colour of letters on coloured ground.</summary>
internal static class PieceInk
{
    // What is left of the ink of a token that is special or has no number, or more where it could not be read then.
    private const double Pale = 0.6;
    private const double Step = 0.1;

    // WCAG 2.1, 1.4.11: what has to be seen, though it is no running text.
    private const double ReadableContrast = 3;

    /// <summary>Dark or light, whatever is read better; of a token that is special or hidden, nearer to its ground as far as it can be read there.</summary>
    public static Rgba Of(Panel panel, int piece, ColorScale scale, Theme theme)
    {
        double value = panel.Values[0, piece];
        Rgba color = scale[value];
        Rgba ground = color.A == 0 ? theme.Background : color;
        Rgba ink = color.A == 0 ? theme.Ink : Contrast(Rgba.Ink, ground) >= Contrast(Rgba.White, ground) ? Rgba.Ink : Rgba.White;
        bool isHidden = !panel.Values.Hidden.IsEmpty && panel.Values.Hidden[piece];
        return panel.Flow!.Pieces[piece].IsSpecial || isHidden ? Paler(ink, ground) : ink;
    }

    /// <summary>The same of letters that reach over the grounds of several pieces: that of their ink which is read better on the worst of them.</summary>
    public static Rgba Of(Panel panel, IReadOnlyList<int> pieces, ColorScale scale, Theme theme)
    {
        Rgba[] grounds = [.. pieces.Select(piece => scale[panel.Values[0, piece]]).Select(ground => ground.A == 0 ? theme.Background : ground)];
        return pieces.Select(piece => Of(panel, piece, scale, theme)).MaxBy(ink => grounds.Min(ground => Contrast(ink, ground)));
    }

    /// <summary>How much one colour stands out from another, from 1 to 21, as WCAG 2.0 has it.</summary>
    internal static double Contrast(Rgba one, Rgba other)
    {
        (double first, double second) = (one.Luminance(), other.Luminance());
        return (Math.Max(first, second) + 0.05) / (Math.Min(first, second) + 0.05);
    }

    private static Rgba Paler(Rgba ink, Rgba ground)
    {
        for (double share = Pale; share < 1; share += Step)
        {
            Rgba paler = Mixed(ink, ground, share);
            if (Contrast(paler, ground) >= ReadableContrast)
            {
                return paler;
            }
        }

        return ink;
    }

    private static Rgba Mixed(Rgba ink, Rgba ground, double share)
    {
        byte Mix(byte one, byte other) => (byte)Math.Round((share * one) + ((1 - share) * other));
        return new(Mix(ink.R, ground.R), Mix(ink.G, ground.G), Mix(ink.B, ground.B));
    }
}
