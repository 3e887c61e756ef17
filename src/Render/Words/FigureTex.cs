using System.Text;
using AttnExtract.Ground;

namespace AttnExtract.Render.Words;

/// <summary>The LaTeX that sets a figure into a paper.</summary>
public static class FigureTex
{
    // Wider than this, a figure takes both columns of a page.
    private const double WidestColumnInches = 4;

    // They mean something else inside the braces of a path, and cannot be escaped there.
    private static readonly char[] Unreadable = ['#', '%', '{', '}', '~', '^', '$', '&'];

    /// <summary>A figure environment with <c>\\includegraphics</c>, caption and label.</summary>
    /// <param name="figure">The figure; its caption is the paper's.</param>
    /// <param name="imagePath">The file of the picture as LaTeX is to find it, with or without its extension.</param>
    /// <exception cref="AttnExtractException">LaTeX cannot read that path.</exception>
    public static string ToTex(this Figure figure, string imagePath)
    {
        string star = figure.Width > WidestColumnInches || figure.Panels.Max(panel => panel.Column) > 2 ? "*" : "";
        string path = imagePath.Replace('\\', '/');
        if (Array.FindIndex(path.ToCharArray(), character => Unreadable.Contains(character) || TerminalCommand.Is(character)) is >= 0 and int at)
        {
            throw new AttnExtractException($"LaTeX cannot read a picture from '{path}' because of its '{path[at]}'; give it a name without.");
        }

        return $$"""
            \begin{figure{{star}}}[t]
              \centering
              \includegraphics[width=\linewidth]{{{path}}}
              \caption{{{Caption(figure)}}}
              \label{fig:{{Label(path)}}}
            \end{figure{{star}}}

            """.ReplaceLineEndings("\n");
    }

    private static string Caption(Figure figure)
    {
        string[] parts = [.. figure.Caption.Select(part => Escaped(part.Text))];
        return parts.Length == 0 ? Escaped(figure.Panels[0].Title) : string.Join("; ", parts) + ".";
    }

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
                _ when char.IsWhiteSpace(character) => " ",
                _ when TerminalCommand.Is(character) => "",
                _ => character.ToString(),
            });
        }

        return escaped.ToString();
    }
}
