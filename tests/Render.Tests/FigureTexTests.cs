namespace AttnExtract.Render.Tests;

public sealed class FigureTexTests
{
    [Fact]
    public void A_figure_comes_with_its_LaTeX()
    {
        const string Caption = @"small-model; ``100\% of \textasciitilde{}\$5 \& \#\_\{x\}''; "
            + "attention, layer 1, head 2 (layers and heads 0-based); rows attend to columns.";

        Assert.Equal(
            $$"""
            \begin{figure}[t]
              \centering
              \includegraphics[width=\linewidth]{fig/cat_1.pdf}
              \caption{{{Caption}}}
              \label{fig:cat-1}
            \end{figure}

            """.ReplaceLineEndings("\n"),
            Samples.Record(2, 3, Samples.Sentence, "100% of ~$5 & #_{x}").ToFigure(1, 2).ToTex("fig/cat_1.pdf"));
    }

    [Fact]
    public void A_wide_grid_takes_both_columns() =>
        Assert.StartsWith("\\begin{figure*}[t]\n", Samples.Record(2, 12, Samples.Sentence).ToFigure().ToTex("grid.pdf"));
}
