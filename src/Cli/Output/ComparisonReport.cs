using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using AttnExtract.Extract.Experiments.Differences;

namespace AttnExtract.Cli.Output;

/// <summary>What comparisons of many pairs come to.</summary>
/// <param name="comparison">They.</param>
internal sealed class ComparisonReport(MeanComparison comparison) : IFiledReport
{
    private const int MostNamed = 5;

    /// <inheritdoc/>
    public string Summary => $"distances of {Messages.Count(comparison.Distances.Length, "head")} over {Messages.Count(comparison.Count, "pair")}";

    /// <summary>The mean over all heads, then the heads that are farthest apart.</summary>
    public string ToText()
    {
        IEnumerable<string[]> farthest = Heads().OrderByDescending(head => head.Distance).Take(MostNamed)
            .Select(head => (string[])[$"L{head.Layer} H{head.Head}", Number(head.Distance)]);
        string mean = Number(comparison.Distances.Average());
        return $"Over {Messages.Count(comparison.Count, "pair")} the maps of a head are {mean} nats apart in the mean; farthest:\n"
            + TextTable.Of([], [.. farthest]);
    }

    /// <summary>The means, and every pair as if it were alone.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        ComparisonSummary first = comparison.First;
        json.WriteStartObject();
        json.WriteTexts("models", [first.Provenances.Before.Model, first.Provenances.After.Model]);
        json.WriteNumber("pairs", comparison.Count);
        json.WriteNumbers("layers", first.Layers);
        json.WriteNumbers("heads", first.Heads);
        WriteDistances(json, first, comparison.Distances);
        json.WriteStartArray("comparisons");
        foreach (ComparisonSummary pair in comparison.Pairs)
        {
            json.WriteStartObject();
            WriteJson(json, pair);
            json.WriteEndObject();
            json.Flush();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The properties of one comparison.</summary>
    public static void WriteJson(Utf8JsonWriter json, ComparisonSummary pair)
    {
        if (pair.Kind is { } kind)
        {
            json.WriteString("attention", kind.Name);
        }

        json.WriteTexts("models", [pair.Provenances.Before.Model, pair.Provenances.After.Model]);
        json.WriteTexts("texts", [pair.Texts.Before, pair.Texts.After]);
        json.WriteTexts("tokens", pair.Labels);
        WriteAligned(json, "aligned", pair.AlignedTokens);
        if (!pair.AlignedKeys.IsEmpty)
        {
            json.WriteTexts("key_tokens", pair.KeyLabels);
            WriteAligned(json, "aligned_keys", pair.AlignedKeys);
        }

        json.WriteNumbers("layers", pair.Layers);
        json.WriteNumbers("heads", pair.Heads);
        WriteDistances(json, pair, pair.Distances);
        json.WriteStartArray("largest");
        foreach (PatternChange change in pair.Largest)
        {
            json.WriteStartObject();
            json.WriteNumber("layer", change.Layer);
            json.WriteNumber("head", change.Head);
            json.WriteString("query", change.Query);
            json.WriteString("key", change.Key);
            json.WriteNumbers("query_positions", [change.QueryAt.Before, change.QueryAt.After]);
            json.WriteNumbers("key_positions", [change.KeyAt.Before, change.KeyAt.After]);
            json.WriteNumber("before", change.Before);
            json.WriteNumber("after", change.After);
            json.WriteString("sentence", change.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private IEnumerable<(int Layer, int Head, double Distance)> Heads() =>
        comparison.First.LargestOfHeads.Zip(comparison.Distances, (change, distance) => (change.Layer, change.Head, distance));

    private static void WriteDistances(Utf8JsonWriter json, ComparisonSummary of, ImmutableArray<double> distances) =>
        json.WriteMatrix("distances", of.Layers.Length, of.Heads.Length, (row, column) => distances[(row * of.Heads.Length) + column]);

    private static void WriteAligned(Utf8JsonWriter json, string name, ImmutableArray<(int Before, int After)> pairs) =>
        json.WriteMatrix(name, pairs.Length, 2, (i, run) => run == 0 ? pairs[i].Before : pairs[i].After);

    private static string Number(double number) => number.ToString("0.0000", CultureInfo.InvariantCulture);
}
