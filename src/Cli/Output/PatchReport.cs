using System.Globalization;
using System.Text;
using System.Text.Json;
using AttnExtract.Extract.Experiments.Patches;

namespace AttnExtract.Cli.Output;

/// <summary>What came of patching one run with another.</summary>
/// <param name="patching">The patching.</param>
internal sealed class PatchReport(Patching patching) : IFiledReport
{
    private const int MostNamed = 5;

    /// <inheritdoc/>
    public string Summary =>
        $"{Messages.Count(patching.Values.Count(double.IsFinite), "restored share")} of {patching.Site}, one {patching.Unit} at a time";

    /// <summary>A row a layer and a column a head or a token, then the largest shares.</summary>
    public string ToText()
    {
        string[] header = ["", .. Enumerable.Range(0, patching.Columns).Select(column => patching.IsByPosition ? patching.Tokens[column].Text : $"H{column}")];
        string[][] rows =
        [
            .. Enumerable.Range(0, patching.Rows).Select(row => (string[])
                [patching.Rows > 1 ? $"L{row}" : patching.Site, .. Enumerable.Range(0, patching.Columns).Select(column => Number(patching[row, column]))]),
        ];
        StringBuilder text = new();
        text.Append(
            CultureInfo.InvariantCulture,
            $"share of the difference in {patching.Meaning} ({patching.Plain:0.0000}, source {patching.Whole:0.0000}) that {patching.Site} "
            + $"of one {patching.Unit} restores\n");
        text.Append(TextTable.Of(header, rows, rightAligned: patching.Columns + 1));
        foreach (int place in Enumerable.Range(0, patching.Values.Length).Where(place => double.IsFinite(patching.Values[place]))
            .OrderByDescending(place => Math.Abs(patching.Values[place])).Take(MostNamed))
        {
            text.Append(CultureInfo.InvariantCulture, $"{Name(place / patching.Columns, place % patching.Columns)}: {Number(patching.Values[place])}\n");
        }

        return text.ToString();
    }

    /// <summary>Everything, for programs.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model", patching.Provenance.Model);
        json.WriteString("text", patching.Text.Text);
        json.WriteString("source", patching.Source.Text);
        json.WriteString("pair", patching.Text.Pair);
        json.WriteTexts("tokens", patching.Tokens.Select(token => token.Text));
        json.WriteTexts("source_tokens", patching.SourceTokens.Select(token => token.Text));
        json.WriteNumber("truncated_tokens", patching.Provenance.TruncatedTokens);
        json.WriteString("site", patching.Site);
        json.WriteString("by", patching.Unit);
        json.WriteString("metric", patching.Metric);
        json.WriteString("meaning", patching.Meaning);
        json.WriteNumber("plain", patching.Plain);
        json.WriteNumber("whole", patching.Whole);
        json.WriteMatrix("values", patching.Rows, patching.Columns, (row, column) => patching[row, column]);
        json.WriteEndObject();
    }

    private string Name(int row, int column)
    {
        string layer = patching.Rows > 1 ? $"L{row} " : "";
        return patching.IsByPosition ? $"{layer}token {column} '{patching.Tokens[column].Text}'" : $"{layer}H{column}";
    }

    // Rounded first: what rounds to 0 has no sign.
    private static string Number(double number) =>
        double.IsFinite(number) ? (Math.Round(number, 4) + 0.0).ToString("0.0000", CultureInfo.InvariantCulture) : "pruned";
}
