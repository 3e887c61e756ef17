using System.Text;
using AttnExtract.Cli.Options;
using AttnExtract.Render.Colors;

namespace AttnExtract.Cli.Output;

/// <summary>How colours are shown on standard output: not at all, from 256, or exactly.</summary>
/// <param name="IsOn">Whether there are colours.</param>
/// <param name="IsExact">Whether every colour can be shown.</param>
internal sealed record TerminalColors(bool IsOn, bool IsExact)
{
    private const string Reset = "\u001b[0m";

    // xterm's cube of 6×6×6 colours begins at 16.
    private const int CubeStart = 16;
    private const int CubeSide = 6;

    /// <summary>What the terminal of a command line can do, and its owner wants (https://no-color.org).</summary>
    public static TerminalColors Of(Invocation call)
    {
        Func<string, string?> variable = call.Shell.Variable;
        bool isOn = call.Shell.OutputIsTerminal
            && !call.Has(ReportOptions.NoColor)
            && string.IsNullOrEmpty(variable("NO_COLOR"))
            && variable("TERM") != "dumb";
        return new(isOn, variable("COLORTERM") is "truecolor" or "24bit");
    }

    /// <summary>A strip of a colormap's colours, so many characters wide.</summary>
    public string Swatch(Colormap map, int width)
    {
        StringBuilder swatch = new();
        for (int i = 0; i < width; i++)
        {
            Rgba color = map[(i + .5) / width];
            swatch.Append(IsExact ? $"\u001b[48;2;{color.R};{color.G};{color.B}m " : $"\u001b[48;5;{Cube(color)}m ");
        }

        return swatch.Append(Reset).ToString();
    }

    private static int Cube(Rgba color) => CubeStart + (CubeSide * ((CubeSide * Level(color.R)) + Level(color.G))) + Level(color.B);

    private static int Level(byte channel) => (int)Math.Round(channel * (CubeSide - 1) / 255.0);
}
