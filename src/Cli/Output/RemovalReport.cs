using System.Globalization;
using System.Text.Json;
using AttnExtract.Extract.Experiments.Curves;
using AttnExtract.Extract.Statistics;

namespace AttnExtract.Cli.Output;

/// <summary>What came of switching heads off one after the other.</summary>
/// <param name="removal">The curves.</param>
internal sealed class RemovalReport(Removal removal) : IFiledReport
{
    private const int MostRows = 13;

    /// <inheritdoc/>
    public string Summary => Messages.Count(removal.Curves.Length, "curve");

    /// <summary>A row a number of heads that are gone, and two columns an order: which went, and the effect.</summary>
    public string ToText()
    {
        int last = removal.Curves.Max(curve => curve.Effects.Length) - 1;
        int step = Math.Max(1, (int)Math.Ceiling(last / (double)(MostRows - 1)));
        string[] header = ["gone", .. removal.Curves.SelectMany(curve => (string[])[curve.Order, ""])];
        string[][] rows =
        [
            .. Enumerable.Range(0, last + 1).Where(gone => gone % step == 0 || gone == last).Select(gone => (string[])
            [
                $"{gone}",
                .. removal.Curves.SelectMany(curve => (string[])[Number(curve.Effects[gone].Mean), Gone(curve, gone, step)]),
            ]),
        ];
        string plain = double.IsNaN(removal.Plain) ? "" : $"nothing switched off: {Number(removal.Plain)}\n";
        string attention = removal.Kind is null ? "" : $"{removal.Kind} ";
        return $"{removal.Meaning}; {attention}heads={removal.With}, one after the other\n{plain}{TextTable.Of(header, rows, rightAligned: 1)}";
    }

    /// <summary>Everything, for programs.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model", removal.Provenance.Model);
        json.WriteTexts("texts", removal.Texts.Select(text => text.Text));
        if (removal.Kind is { } kind)
        {
            json.WriteString("attention", kind.Name);
            json.WriteTexts("targets", removal.Texts.Select(text => text.Target ?? ""));
        }

        json.WriteNumber("truncated_tokens", removal.Provenance.TruncatedTokens);
        json.WriteString("kind", removal.With);
        json.WriteString("metric", removal.Metric);
        json.WriteString("meaning", removal.Meaning);
        json.WriteFinite("plain", removal.Plain);
        json.WriteStartArray("curves");
        foreach (RemovalCurve curve in removal.Curves)
        {
            json.WriteStartObject();
            json.WriteString("order", curve.Order);
            json.WriteTexts("heads", curve.Heads.Select(head => $"{head.Layer}.{head.Head}"));
            WriteRow("values", curve, effect => effect.Mean);
            WriteRow("lower", curve, effect => effect.Lower);
            WriteRow("upper", curve, effect => effect.Upper);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("random_orders", removal.RandomOrders);
        json.WriteNumber("seed", removal.Bootstrap.Seed);
        json.WriteEndObject();

        void WriteRow(string name, RemovalCurve curve, Func<MeanEstimate, double> value) =>
            json.WriteFinite(name, curve.Effects.Select(value));
    }

    // The heads that went since the row before.
    private static string Gone(RemovalCurve curve, int gone, int step) =>
        curve.Heads.IsEmpty || gone == 0 ? ""
        : string.Join(' ', Enumerable.Range(Math.Max(0, gone - step), Math.Min(step, gone)).Select(i => $"{curve.Heads[i].Layer}.{curve.Heads[i].Head}"));

    private static string Number(double number) => number.ToString("0.0000", CultureInfo.InvariantCulture);
}
