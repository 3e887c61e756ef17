using System.Globalization;
using System.Text;
using System.Text.Json;
using AttnExtract.Extract.Experiments.Sweeps;

namespace AttnExtract.Cli.Output;

/// <summary>What came of switching everything off in turn.</summary>
/// <param name="sweep">The sweep.</param>
internal sealed class SweepReport(Sweep sweep) : IFiledReport
{
    private const int MostNamed = 5;

    private bool HasIntervals => sweep.Effects.Any(effect => effect.Mean.HasInterval);

    /// <inheritdoc/>
    public string Summary => $"{Messages.Count(sweep.Effects.Count(effect => effect.IsThere), "effect")} of {sweep.Unit}={sweep.With}, in turn";

    /// <summary>A row a layer and a column a head, then the largest effects.</summary>
    public string ToText()
    {
        string[] header = ["", .. sweep.Columns > 1 ? Enumerable.Range(0, sweep.Columns).Select(head => $"H{head}") : [sweep.Unit]];
        string[][] rows =
        [
            .. Enumerable.Range(0, sweep.Rows).Select(layer => (string[])
                [$"L{layer}", .. Enumerable.Range(0, sweep.Columns).Select(column => Cell(sweep[layer, column]))]),
        ];
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{sweep.Meaning}; {sweep.Unit}={sweep.With}, in turn\n");
        if (!double.IsNaN(sweep.Plain))
        {
            text.Append(CultureInfo.InvariantCulture, $"nothing switched off: {Number(sweep.Plain)}\n");
        }

        text.Append(TextTable.Of(header, rows, rightAligned: sweep.Columns + 1));
        foreach (SweepEffect effect in sweep.Effects.Where(effect => effect.IsThere).OrderByDescending(effect => Math.Abs(effect.Mean.Mean)).Take(MostNamed))
        {
            text.Append(CultureInfo.InvariantCulture, $"{effect.Ablation}: {Number(effect.Mean.Mean)}{Interval(effect)}\n");
        }

        return text.ToString();
    }

    /// <summary>Everything, for programs.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model", sweep.Provenance.Model);
        json.WriteTexts("texts", sweep.Texts.Select(text => text.Text));
        json.WriteNumber("truncated_tokens", sweep.Provenance.TruncatedTokens);
        json.WriteString("unit", sweep.Unit);
        json.WriteString("kind", sweep.With);
        json.WriteString("metric", sweep.Metric);
        json.WriteString("meaning", sweep.Meaning);
        json.WriteFinite("plain", sweep.Plain);
        json.WriteMatrix("values", sweep.Rows, sweep.Columns, (layer, column) => sweep[layer, column].Mean.Mean);
        if (!sweep.Effects[0].ByLayer.IsEmpty)
        {
            json.WriteMatrix("by_layer", sweep.Effects.Length, sweep.Effects[0].ByLayer.Length, (i, layer) => sweep.Effects[i].ByLayer[layer]);
        }

        if (sweep.Texts.Length > 1)
        {
            json.WriteMatrix("lower", sweep.Rows, sweep.Columns, (layer, column) => sweep[layer, column].Mean.Lower);
            json.WriteMatrix("upper", sweep.Rows, sweep.Columns, (layer, column) => sweep[layer, column].Mean.Upper);
            json.WriteMatrix("adjusted_p", sweep.Rows, sweep.Columns, (layer, column) => sweep[layer, column].AdjustedPValue);
            json.WriteTexts("marked", sweep.Effects.Where(effect => effect.IsMarked).Select(effect => effect.Ablation));
            json.WriteNumber("level", sweep.Bootstrap.Level);
            json.WriteNumber("resamples", sweep.Bootstrap.Resamples);
        }

        json.WriteNumber("seed", sweep.Bootstrap.Seed);
        json.WriteEndObject();
    }

    private string Cell(SweepEffect effect) => !effect.IsThere ? "pruned" : Number(effect.Mean.Mean) + (effect.IsMarked ? "*" : HasIntervals ? " " : "");

    private static string Interval(SweepEffect effect) =>
        effect.Mean.HasInterval ? $" [{Number(effect.Mean.Lower)}, {Number(effect.Mean.Upper)}]{(effect.IsMarked ? " *" : "")}" : "";

    private static string Number(double number) => number.ToString("0.0000", CultureInfo.InvariantCulture);
}
