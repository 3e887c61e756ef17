using System.Globalization;
using AttnExtract.Render.Colors;

namespace AttnExtract.Render.Terminal;

/// <summary>Writes coloured cells into text (ECMA-48 select graphic rendition).</summary>
internal sealed class TerminalInk(TerminalDepth depth)
{
    private const string Shades = " ░▒▓█";

    private static readonly int[] CubeLevels = [0, 95, 135, 175, 215, 255];

    /// <summary>What ends a line: colours do not run on.</summary>
    public string Reset => depth == TerminalDepth.Shades ? "" : "\e[0m";

    /// <summary>Whether there are colours.</summary>
    public bool HasColors => depth != TerminalDepth.Shades;

    /// <summary>Text on a ground; without colours the text alone.</summary>
    public string Text(string text, Rgba ground, Rgba color) => HasColors ? $"\e[48;{Code(ground)};38;{Code(color)}m{text}" : text;

    /// <summary>Two cells, one above the other, in one character; without colours the darker of both positions.</summary>
    /// <param name="upper">The colour of the upper cell; null for none.</param>
    /// <param name="lower">The colour of the lower cell; null for none.</param>
    /// <param name="amount">How far along the scale the cells are, for shades.</param>
    public string Half(Rgba? upper, Rgba? lower, double amount) =>
        depth == TerminalDepth.Shades ? Shade(amount).ToString()
        : upper is { } top && lower is { } bottom ? $"\e[38;{Code(top)};48;{Code(bottom)}m▀"
        : upper is { } only ? $"\e[49;38;{Code(only)}m▀"
        : "\e[49m ";

    /// <summary>One cell, so many characters wide.</summary>
    public string Full(Rgba color, double amount, int width) =>
        depth == TerminalDepth.Shades ? new string(Shade(amount), width) : $"\e[48;{Code(color)}m{new string(' ', width)}";

    private static char Shade(double amount) =>
        Shades[(int)Math.Clamp(Math.Round(amount * (Shades.Length - 1)), 0, Shades.Length - 1)];

    private string Code(Rgba color) =>
        depth == TerminalDepth.TrueColor
            ? string.Create(CultureInfo.InvariantCulture, $"2;{color.R};{color.G};{color.B}")
            : string.Create(CultureInfo.InvariantCulture, $"5;{Nearest(color)}");

    // The 6 × 6 × 6 cube from 16 on, and 24 greys from 232 on.
    private static int Nearest(Rgba color)
    {
        int Level(byte channel) => Enumerable.Range(0, CubeLevels.Length).MinBy(i => Math.Abs(CubeLevels[i] - channel));
        (int r, int g, int b) = (Level(color.R), Level(color.G), Level(color.B));
        int gray = Math.Clamp((int)Math.Round(((color.R + color.G + color.B) / 3.0 - 8) / 10), 0, 23);
        int Distance(int red, int green, int blue) => Square(red - color.R) + Square(green - color.G) + Square(blue - color.B);
        int grayLevel = 8 + (10 * gray);
        return Distance(grayLevel, grayLevel, grayLevel) < Distance(CubeLevels[r], CubeLevels[g], CubeLevels[b])
            ? 232 + gray
            : 16 + (36 * r) + (6 * g) + b;
    }

    private static int Square(int value) => value * value;
}
