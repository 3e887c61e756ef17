using System.Globalization;
using System.Runtime.InteropServices;
using AttnExtract.Ground;

namespace AttnExtract.Render.Colors;

/// <summary>A colour of 8 bits a channel, not premultiplied.</summary>
/// <param name="R">Red.</param>
/// <param name="G">Green.</param>
/// <param name="B">Blue.</param>
/// <param name="A">Opacity; 255 is opaque.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public readonly record struct Rgba(byte R, byte G, byte B, byte A = 255)
{
    /// <summary>Nothing at all: what a cell without a number shows, as in matplotlib.</summary>
    public static readonly Rgba Transparent = new(0, 0, 0, 0);

    /// <summary>White.</summary>
    public static readonly Rgba White = new(255, 255, 255);

    /// <summary>The colour of text and lines on a light page: seaborn's and matplotlib's grey <c>.15</c>.</summary>
    public static readonly Rgba Ink = new(38, 38, 38);

    /// <summary>Colours as the bytes of a picture, four a colour in the order R, G, B, A.</summary>
    internal static ReadOnlySpan<byte> Bytes(ReadOnlySpan<Rgba> colors) => MemoryMarshal.AsBytes(colors);

    /// <summary>From channels in 0..1, each rounded to 8 bits: round(255·v).</summary>
    public static Rgba FromUnit(double red, double green, double blue, double alpha = 1) =>
        new(ToByte(red), ToByte(green), ToByte(blue), ToByte(alpha));

    /// <summary>Reads <c>#rgb</c>, <c>#rrggbb</c>, <c>#rrggbbaa</c> or a CSS colour name.</summary>
    /// <exception cref="AttnExtractException">It is none of these.</exception>
    public static Rgba Parse(string text) =>
        TryParse(text, out Rgba color)
            ? color
            : throw new AttnExtractException(
                $"'{text}' is not a colour; write #rgb, #rrggbb, #rrggbbaa or a CSS colour name such as 'steelblue'.");

    /// <summary>Reads a colour as <see cref="Parse"/> does; false where it would fail.</summary>
    public static bool TryParse(string text, out Rgba color)
    {
        string trimmed = text.Trim();
        color = default;
        return trimmed.StartsWith('#') ? TryParseHex(trimmed.AsSpan(1), out color) : TryParseName(trimmed, out color);
    }

    /// <summary>
    /// Relative luminance in 0..1 of the opaque colour, with the constants that seaborn uses (WCAG 2.0's draft), so that
    /// text on a cell changes its colour exactly where seaborn's does.
    /// </summary>
    public static double Luminance(double red, double green, double blue) =>
        (.2126 * Linear(red)) + (.7152 * Linear(green)) + (.0722 * Linear(blue));

    /// <summary>Relative luminance in 0..1; opacity is not looked at.</summary>
    public double Luminance() => Luminance(R / 255.0, G / 255.0, B / 255.0);

    /// <summary><c>#rrggbb</c>, or <c>#rrggbbaa</c> where it is not opaque.</summary>
    public override string ToString() => A == 255 ? $"#{R:x2}{G:x2}{B:x2}" : $"#{R:x2}{G:x2}{B:x2}{A:x2}";

    private static bool TryParseHex(ReadOnlySpan<char> digits, out Rgba color)
    {
        color = default;
        if (!uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value))
        {
            return false;
        }

        switch (digits.Length)
        {
            case 3:
                color = new((byte)((value >> 8) * 17), (byte)(((value >> 4) & 15) * 17), (byte)((value & 15) * 17));
                return true;
            case 6:
                color = new((byte)(value >> 16), (byte)(value >> 8), (byte)value);
                return true;
            case 8:
                color = new((byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value);
                return true;
            default:
                return false;
        }
    }

    // .NET knows the CSS names (with 'gray' spelt one way) and, besides, the colours of a desktop, which are no colours here.
    private static bool TryParseName(string name, out Rgba color)
    {
        System.Drawing.Color known = System.Drawing.Color.FromName(name.Replace("grey", "gray", StringComparison.OrdinalIgnoreCase));
        color = new(known.R, known.G, known.B, known.A);
        return known is { IsKnownColor: true, IsSystemColor: false };
    }

    private static byte ToByte(double value) => (byte)Math.Round(255 * Math.Clamp(value, 0, 1));

    private static double Linear(double channel) => channel <= .03928 ? channel / 12.92 : Math.Pow((channel + .055) / 1.055, 2.4);
}
