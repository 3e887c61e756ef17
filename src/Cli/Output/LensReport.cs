using System.Globalization;
using System.Text.Json;
using AttnExtract.Extract.Predictions;

namespace AttnExtract.Cli.Output;

/// <summary>What the word head makes of hidden states on their way.</summary>
/// <param name="lens">What it makes.</param>
internal sealed class LensReport(LogitLens lens) : IFiledReport
{
    /// <inheritdoc/>
    public string Summary => $"the likeliest words at {Messages.Count(lens.Rows * lens.Tokens.Length, "place")}";

    /// <summary>A row a layer and a column a token: the likeliest word and its probability.</summary>
    public string ToText() => TextTable.Of(
        ["", .. lens.Tokens.Select(token => token.Text)],
        [
            .. Enumerable.Range(0, lens.Rows).Select(row => (string[])
                [LogitLens.NameOf(row), .. Enumerable.Range(0, lens.Tokens.Length).Select(token => Cell(row, token))]),
        ]);

    /// <summary>Everything, for programs.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model", lens.Provenance.Model);
        json.WriteString("text", lens.Text.Text);
        json.WriteString("pair", lens.Text.Pair);
        json.WriteTexts("text_tokens", lens.Tokens.Select(token => token.Text));
        json.WriteNumber("truncated_tokens", lens.Provenance.TruncatedTokens);
        json.WriteString("guesses", lens.IsForNext ? "next" : "same");
        json.WriteTexts("layers", Enumerable.Range(0, lens.Rows).Select(LogitLens.NameOf));
        json.WriteArray("probabilities", lens.Probabilities);
        json.WriteStartArray("tokens");
        for (int row = 0; row < lens.Rows; row++)
        {
            json.WriteStartArray();
            for (int token = 0; token < lens.Tokens.Length; token++)
            {
                json.WriteStartArray();
                foreach (string word in lens.WordsAt(row, token))
                {
                    json.WriteStringValue(word);
                }

                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private string Cell(int row, int token)
    {
        (string word, double probability) = lens.Likeliest(row, token);
        return string.Create(CultureInfo.InvariantCulture, $"{word} {probability:0.00}");
    }
}
