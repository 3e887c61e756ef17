using System.Globalization;
using System.Text;
using System.Text.Json;
using AttnExtract.Extract.Experiments.Sweeps;

namespace AttnExtract.Cli.Output;

/// <summary>What came of switching everything off in turn.</summary>
/// <param name="sweeps">A sweep a kind of attention.</param>
internal sealed class SweepReport(IReadOnlyList<Sweep> sweeps) : IFiledReport
{
    private const int MostNamed = 5;

    /// <inheritdoc/>
    public string Summary =>
        $"{Messages.Count(sweeps.Sum(sweep => sweep.Effects.Count(effect => effect.IsThere)), "effect")} of {string.Join(", ", sweeps.Select(Name))}, in turn";

    /// <summary>A row a layer and a column a head, then the largest effects.</summary>
    public string ToText() => string.Join('\n', sweeps.Select(ToText));

    /// <summary>Everything, for programs; of several kinds a list.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        if (sweeps is [Sweep only])
        {
            WriteJson(json, only);
            return;
        }

        json.WriteStartArray();
        foreach (Sweep sweep in sweeps)
        {
            WriteJson(json, sweep);
        }

        json.WriteEndArray();
    }

    private static string ToText(Sweep sweep)
    {
        string[] header = ["", .. sweep.Columns > 1 ? Enumerable.Range(0, sweep.Columns).Select(head => $"H{head}") : [sweep.Unit]];
        string[][] rows =
        [
            .. Enumerable.Range(0, sweep.Rows).Select(layer => (string[])
                [$"L{layer}", .. Enumerable.Range(0, sweep.Columns).Select(column => Cell(sweep, sweep[layer, column]))]),
        ];
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{sweep.Meaning}; {Name(sweep)}, in turn\n");
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

    private static void WriteJson(Utf8JsonWriter json, Sweep sweep)
    {
        json.WriteStartObject();
        json.WriteString("model", sweep.Provenance.Model);
        json.WriteTexts("texts", sweep.Texts.Select(text => text.Text));
        if (sweep.Kind is { } kind)
        {
            json.WriteString("attention", kind.Name);
            json.WriteTexts("targets", sweep.Texts.Select(text => text.Target ?? ""));
        }

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

    private static string Name(Sweep sweep) => $"{(sweep.Kind is null ? "" : $"{sweep.Kind} ")}{sweep.Unit}={sweep.With}";

    private static string Cell(Sweep sweep, SweepEffect effect) => !effect.IsThere ? "pruned"
        : Number(effect.Mean.Mean) + (effect.IsMarked ? "*" : sweep.Effects.Any(other => other.Mean.HasInterval) ? " " : "");

    private static string Interval(SweepEffect effect) =>
        effect.Mean.HasInterval ? $" [{Number(effect.Mean.Lower)}, {Number(effect.Mean.Upper)}]{(effect.IsMarked ? " *" : "")}" : "";

    private static string Number(double number) => number.ToString("0.0000", CultureInfo.InvariantCulture);
}
