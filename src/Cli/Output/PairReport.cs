using System.Globalization;
using System.Text;
using System.Text.Json;
using AttnExtract.Extract.Experiments.Pairs;

namespace AttnExtract.Cli.Output;

/// <summary>What came of switching every two heads off together.</summary>
/// <param name="pairs">The pairs.</param>
internal sealed class PairReport(PairSweep pairs) : IFiledReport
{
    private const int MostNamed = 10;

    /// <inheritdoc/>
    public string Summary => $"what every two of {Messages.Count(pairs.Heads.Length, "head")} do together";

    /// <summary>The pairs that do most besides what each does alone.</summary>
    public string ToText()
    {
        StringBuilder text = new($"{pairs.Meaning}; two {(pairs.Kind is null ? "" : $"{pairs.Kind} ")}heads={pairs.With}, together − sum of each alone\n");
        IEnumerable<(int First, int Second)> all =
            from first in Enumerable.Range(0, pairs.Heads.Length)
            from second in Enumerable.Range(first + 1, pairs.Heads.Length - first - 1)
            select (first, second);
        foreach ((int first, int second) in all.OrderByDescending(pair => Math.Abs(pairs.Interaction(pair.First, pair.Second))).Take(MostNamed))
        {
            double together = pairs.Together[(first * pairs.Heads.Length) + second];
            text.Append(
                CultureInfo.InvariantCulture,
                $"{pairs.Name(first)} and {pairs.Name(second)}: {pairs.Interaction(first, second):+0.0000;-0.0000} "
                + $"({together:0.0000} together, {pairs.Alone[first]:0.0000} and {pairs.Alone[second]:0.0000} alone)\n");
        }

        return text.ToString();
    }

    /// <summary>Everything, for programs.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        int count = pairs.Heads.Length;
        json.WriteStartObject();
        json.WriteString("model", pairs.Provenance.Model);
        json.WriteTexts("texts", pairs.Texts.Select(text => text.Text));
        if (pairs.Kind is { } kind)
        {
            json.WriteString("attention", kind.Name);
            json.WriteTexts("targets", pairs.Texts.Select(text => text.Target ?? ""));
        }

        json.WriteNumber("truncated_tokens", pairs.Provenance.TruncatedTokens);
        json.WriteString("kind", pairs.With);
        json.WriteString("metric", pairs.Metric);
        json.WriteString("meaning", pairs.Meaning);
        json.WriteTexts("heads", Enumerable.Range(0, count).Select(pairs.Name));
        json.WriteFinite("alone", pairs.Alone);
        json.WriteMatrix("values", count, count, (first, second) => pairs.Together[(first * count) + second]);
        json.WriteMatrix("interactions", count, count, pairs.Interaction);
        json.WriteEndObject();
    }
}
