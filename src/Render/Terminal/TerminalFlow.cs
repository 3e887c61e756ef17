using System.Globalization;
using System.Text;
using AttnExtract.Render.RunningText;
using AttnExtract.Render.Scales;

namespace AttnExtract.Render.Terminal;

/// <summary>Writes running text into a terminal, on coloured ground; where there are no colours, with its numbers.</summary>
internal static class TerminalFlow
{
    /// <summary>Writes every text of a figure.</summary>
    public static void Write(Figure figure, TextWriter output, TerminalInk ink, int columns)
    {
        foreach ((Panel panel, ColorScale scale) in figure.Panels.Zip(FigureScales.Resolve(figure)).Where(pair => pair.First.Flow is not null))
        {
            if (panel.Title.Length > 0)
            {
                output.WriteLine(TerminalText.Clean(panel.Title));
            }

            WriteOne(panel, scale, output, ink, figure, columns);
        }
    }

    private static void WriteOne(Panel panel, ColorScale scale, TextWriter output, TerminalInk ink, Figure figure, int columns)
    {
        StringBuilder line = new();
        int places = 0;
        foreach ((int i, TextPiece piece) in panel.Flow!.Pieces.Index())
        {
            double value = panel.Values[0, i];
            string number = double.IsNaN(value) ? "" : $"({value.ToString("G2", CultureInfo.InvariantCulture).Replace('-', '−')})";
            string text = TerminalText.Clean(piece.Text.Length > 0 ? piece.Text : " ") + (ink.HasColors ? "" : number);
            int gap = piece.Gap == PieceGap.None || places == 0 ? 0 : 1;
            bool isFull = places > 0 && places + gap + TerminalText.Places(text) > columns;
            if (isFull || (places > 0 && piece.Gap == PieceGap.Line))
            {
                output.WriteLine(line.Append(ink.Reset).ToString());
                line.Clear();
                (places, gap) = (0, 0);
            }

            line.Append(gap > 0 ? $"{ink.Reset} " : "")
                .Append(ink.Text(text, TerminalFigure.Shown(scale, value), PieceInk.Of(panel, i, scale, figure.Theme)));
            places += gap + TerminalText.Places(text);
        }

        output.WriteLine(line.Append(ink.Reset).ToString());
    }
}
