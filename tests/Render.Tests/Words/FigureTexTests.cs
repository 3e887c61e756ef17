using AttnExtract.Ground;
using AttnExtract.Render.Words;

namespace AttnExtract.Render.Tests.Words;

public sealed class FigureTexTests
{
    [Fact]
    public void A_figure_comes_with_its_LaTeX()
    {
        const string Caption = @"small-model; “100\% of \textasciitilde{}\$5 \& \#\_\{x\} "
            + @"\textless{}\textbar{}\textgreater{} \textasciicircum{}\textbackslash{} 猫×…”; "
            + "attention, layer 1, head 2 (layers and heads 0-based); rows attend to columns.";

        Assert.Equal(
            $$"""
            % LaTeX's own fonts lack 猫
            % in this caption: pdfLaTeX stops there, XeLaTeX and LuaLaTeX leave them out, unless a font has them.
            % For Chinese: XeLaTeX and \usepackage{ctex}.
            \begin{figure}[t]
              \centering
              \includegraphics[width=\linewidth]{fig/cat_1.pdf}
              \caption{{{Caption}}}
              \label{fig:cat-1}
            \end{figure}

            """.ReplaceLineEndings("\n"),
            Samples.Record(2, 3, Samples.Sentence, @"100% of ~$5 & #_{x} <|> ^\ 猫×…").ToFigure(1, 2).ToTex("fig/cat_1.pdf"));
    }

    // Letters, quotes and dashes that every LaTeX has need no word; of what it lacks, a few are named.
    [Theory]
    [InlineData("“Ünal – œuvre”…", null)]
    [InlineData("Ελλάδα 坐坐 😀", "Ε λ ά δ α 坐 😀")]
    [InlineData("абвгдежзийклмн", "а б в г д е ж з и й к л …")]
    public void Characters_that_LaTeX_lacks_are_named(string text, string? lacking)
    {
        string first = Samples.Record(1, 1, Samples.Sentence, text).ToFigure().ToTex("cat.pdf").Split('\n')[0];

        Assert.Equal(lacking is null ? @"\begin{figure}[t]" : $"% LaTeX's own fonts lack {lacking}", first);
    }

    // U+2212, which pdfLaTeX has no letter for outside formulas.
    [Fact]
    public void A_minus_sign_is_set_as_one()
    {
        string tex = Samples.Record(1, 1, Samples.Sentence, "1 − 2").ToFigure().ToTex("cat.pdf");

        Assert.Contains("“1 $-$ 2”", tex, StringComparison.Ordinal);
        Assert.StartsWith(@"\begin", tex, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("50%.pdf", '%')]
    [InlineData("a/b#1.pdf", '#')]
    public void A_path_that_LaTeX_cannot_read_is_named(string path, char bad) =>
        Assert.Equal(
            $"LaTeX cannot read a picture from '{path}' because of its '{bad}'; give it a name without.",
            Assert.Throws<AttnExtractException>(() => Samples.Record(1, 1, Samples.Sentence).ToFigure().ToTex(path)).Message);

    [Fact]
    public void A_wide_grid_takes_both_columns() =>
        Assert.StartsWith("\\begin{figure*}[t]\n", Samples.Record(2, 12, Samples.Sentence).ToFigure().ToTex("grid.pdf"));
}
