using System.Collections.Immutable;
using AttnExtract.Extract.Predictions;
using AttnExtract.Render.Words;

namespace AttnExtract.Render;

/// <summary>Turns what the word head makes of hidden states into a figure.</summary>
public static class LensFigures
{
    // Of a longer word the beginning is written: cells are as wide as the widest text.
    private const int LongestWord = 12;

    /// <summary>The likeliest word at every layer and token, on the colour of its probability.</summary>
    public static Figure ToFigure(this LogitLens lens)
    {
        int columns = lens.Tokens.Length;
        (string Word, double Probability)[] cells =
        [
            .. from row in Enumerable.Range(0, lens.Rows)
               from column in Enumerable.Range(0, columns)
               select lens.Likeliest(row, column),
        ];
        ImmutableArray<string> labels = [.. lens.Tokens.Select(token => token.Text)];
        return new()
        {
            Subject = "logit lens",
            Panels =
            [
                new(0, 0, "", new Matrix(lens.Rows, columns, cells.Select(cell => cell.Probability).ToArray()))
                {
                    AnnotationTexts = [.. cells.Select(cell => Shortened(cell.Word))],
                },
            ],
            RowLabels = [.. Enumerable.Range(0, lens.Rows).Select(LogitLens.NameOf)],
            ColumnLabels = labels,
            Scale = new() { Vmin = 0 },
            ColorBar = new() { Label = "probability" },
            Annotation = new(),
            Square = false,
            Caption = Caption(lens),
            Source = new(lens.Text.Text, lens.Text.Pair, labels, lens.Provenance),
        };
    }

    private static string Shortened(string word) => word.Length <= LongestWord ? word : word[..(LongestWord - 1)] + "…";

    private static ImmutableArray<CaptionPart> Caption(LogitLens lens)
    {
        ProvenanceCaption origin = ProvenanceCaption.OfText(lens.Provenance);
        return
        [
            origin.Model,
            Quotation.Of(lens.Text.Text, lens.Text.Pair),
            new($"the likeliest {(lens.IsForNext ? "next word after" : "word in the place of")} each token, were the model to end there "
                + "(embed: before the first layer; layers 0-based)"),
            .. origin.Parts,
        ];
    }
}
