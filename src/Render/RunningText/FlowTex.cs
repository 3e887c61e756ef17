using System.Text;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales;

namespace AttnExtract.Render.RunningText;

/// <summary>Running text on coloured ground as LaTeX of its own, with xcolor's <c>\\colorbox</c>, so that it is set in the paper's fonts.</summary>
internal static class FlowTex
{
    private const int BarColors = 21;

    /// <summary>What a paper has to load; empty for figures without running text.</summary>
    public static string Needs(Figure figure) => HasFlow(figure) ? "% Needs \\usepackage{xcolor}\n" : "";

    /// <summary>The letters of the texts.</summary>
    public static string Texts(Figure figure) =>
        string.Concat(figure.Panels.Where(panel => panel.Flow is not null).SelectMany(panel => panel.Flow!.Pieces).Select(piece => piece.Text));

    /// <summary>The texts, each after its title and colour bar; empty for figures without running text.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="escaped">Escapes what LaTeX would read as a command.</param>
    public static string Of(Figure figure, Func<string, string> escaped)
    {
        if (!HasFlow(figure))
        {
            return "";
        }

        StringBuilder tex = new("  \\setlength{\\fboxsep}{0.5pt}\\raggedright\n");
        foreach ((Panel panel, ColorScale scale) in figure.Panels.Zip(FigureScales.Resolve(figure)))
        {
            string bar = figure.ColorBar.IsShown ? $"\\hfill{Bar(scale)}" : "";
            if (panel.Title.Length + bar.Length > 0)
            {
                tex.Append($"  {{\\small {escaped(panel.Title)}{bar}}}\\par\\smallskip\n");
            }

            tex.Append("  ");
            foreach ((int i, TextPiece piece) in panel.Flow!.Pieces.Index())
            {
                tex.Append(i == 0 ? "" : piece.Gap == PieceGap.Line ? "\\par\n  " : piece.Gap == PieceGap.Space ? "\n  " : "%\n  ");
                tex.Append(Box(panel, i, piece, scale, figure.Theme, escaped));
            }

            tex.Append("\\par\\medskip\n");
        }

        return tex.ToString().TrimEnd('\n');
    }

    private static bool HasFlow(Figure figure) => figure.Panels.Any(panel => panel.Flow is not null);

    private static string Box(Panel panel, int place, TextPiece piece, ColorScale scale, Theme theme, Func<string, string> escaped)
    {
        Rgba ground = scale[panel.Values[0, place]];
        string text = piece.Text.Length == 0 ? "\\enspace" : escaped(piece.Text);
        string sized = piece.IsSpecial ? $"\\footnotesize {text}" : text;
        string inked = $"\\textcolor[HTML]{{{Hex(PieceInk.Of(panel, place, scale, theme))}}}{{\\strut {sized}}}";
        return ground.A == 0 ? inked : $"\\colorbox[HTML]{{{Hex(ground)}}}{{{inked}}}";
    }

    private static string Bar(ColorScale scale)
    {
        double[] values = [.. Enumerable.Range(0, BarColors).Select(i => scale.Norm.Vmin + ((scale.Norm.Vmax - scale.Norm.Vmin) * i / (BarColors - 1)))];
        string colors = string.Concat(values.Select(value => $"\\textcolor[HTML]{{{Hex(scale[value])}}}{{\\rule{{3pt}}{{5pt}}}}"));
        return FormattableString.Invariant($"${scale.Norm.Vmin:0.###}$\\ {colors}\\ ${scale.Norm.Vmax:0.###}$");
    }

    private static string Hex(Rgba color) => FormattableString.Invariant($"{color.R:X2}{color.G:X2}{color.B:X2}");
}
