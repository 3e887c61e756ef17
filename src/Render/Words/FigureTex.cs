using System.Text;
using AttnExtract.Ground;
using AttnExtract.Render.Layout;
using AttnExtract.Render.RunningText;

namespace AttnExtract.Render.Words;

/// <summary>The LaTeX that sets a figure into a paper.</summary>
public static class FigureTex
{
    // They mean something else inside the braces of a path, and cannot be escaped there.
    private static readonly char[] Unreadable = ['#', '%', '{', '}', '~', '^', '$', '&'];

    // What LaTeX's kernel has letters for in every encoding.
    private const int LatinExtendedA = 0x17F;
    private const string Punctuation = "–—‘’‚“”„†‡•…‰‹›€™";

    private const int NamedCharacters = 12;

    /// <summary>
    /// A figure environment with <c>\\includegraphics</c>, caption and label; before it a comment, where the caption has characters that LaTeX's
    /// own fonts lack.
    /// </summary>
    /// <param name="figure">The figure; its caption is the paper's.</param>
    /// <param name="imagePath">The file of the picture as LaTeX is to find it, with or without its extension.</param>
    /// <exception cref="AttnExtractException">LaTeX cannot read that path.</exception>
    public static string ToTex(this Figure figure, string imagePath)
    {
        string star = figure.Width > PageWidth.WidestColumn || figure.Panels.Max(panel => panel.Column) > 2 ? "*" : "";
        string path = imagePath.Replace('\\', '/');
        if (Array.FindIndex(path.ToCharArray(), character => Unreadable.Contains(character) || TerminalCommand.Is(character)) is >= 0 and int at)
        {
            throw new AttnExtractException($"LaTeX cannot read a picture from '{path}' because of its '{path[at]}'; give it a name without.");
        }

        string caption = Caption(figure);
        string flows = FlowTex.Of(figure, Escaped);
        string shown = flows.Length > 0 ? flows : $$"""
              \centering
              \includegraphics[width=\linewidth]{{{path}}}
            """;
        return $$"""
            {{Warning(caption + FlowTex.Texts(figure))}}{{FlowTex.Needs(figure)}}\begin{figure{{star}}}[t]
            {{shown}}
              \caption{{{caption}}}
              \label{fig:{{Label(path)}}}
            \end{figure{{star}}}

            """.ReplaceLineEndings("\n");
    }

    private static string Caption(Figure figure)
    {
        string[] parts = [.. figure.Caption.Select(part => Escaped(part.Text))];
        return parts.Length == 0 ? Escaped(figure.Panels[0].Title) : string.Join("; ", parts) + ".";
    }

    // pdfTeX stops at a character that its fonts lack; XeTeX and LuaTeX leave it out and say so in the log only.
    private static string Warning(string caption)
    {
        string[] lacking = [.. caption.EnumerateRunes().Where(rune => !IsInLatinFonts(rune)).Distinct().Select(rune => rune.ToString())];
        return lacking.Length == 0
            ? ""
            : $$"""
              % LaTeX's own fonts lack {{string.Join(' ', lacking.Take(NamedCharacters))}}{{(lacking.Length > NamedCharacters ? " …" : "")}}
              % in this caption: pdfLaTeX stops there, XeLaTeX and LuaLaTeX leave them out, unless a font has them.
              % For Chinese: XeLaTeX and \usepackage{ctex}.

              """;
    }

    private static bool IsInLatinFonts(Rune rune) => rune.Value <= LatinExtendedA || Punctuation.Contains(rune.ToString(), StringComparison.Ordinal);

    private static string Label(string path) =>
        string.Concat(Path.GetFileNameWithoutExtension(path).Select(character => char.IsAsciiLetterOrDigit(character) ? character : '-'));

    private static string Escaped(string text)
    {
        StringBuilder escaped = new();
        foreach (char character in text)
        {
            escaped.Append(character switch
            {
                '\\' => @"\textbackslash{}",
                '~' => @"\textasciitilde{}",
                '^' => @"\textasciicircum{}",
                '#' or '$' or '%' or '&' or '_' or '{' or '}' => "\\" + character,
                '<' => @"\textless{}",
                '>' => @"\textgreater{}",
                '|' => @"\textbar{}",
                '\u2212' => "$-$",
                _ when char.IsWhiteSpace(character) => " ",
                _ when TerminalCommand.Is(character) => "",
                _ => character.ToString(),
            });
        }

        return escaped.ToString();
    }
}
