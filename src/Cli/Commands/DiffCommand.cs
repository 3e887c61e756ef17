using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Cli.Running;
using AttnExtract.Extract;
using AttnExtract.Extract.Experiments.Differences;
using AttnExtract.Render;

namespace AttnExtract.Cli.Commands;

/// <summary>Says where two runs differ.</summary>
internal sealed class DiffCommand : ProgramCommand
{
    // What three decimals show as more than nothing.
    private const double LeastNamed = 0.0005;

    private const int MostNamed = 5;

    private static readonly Argument<string[]> Runs = new("RUN")
    {
        Arity = new ArgumentArity(0, 2),
        Description = "two files that attn capture wrote: of two texts, two models, or before and after a change; or attention that another "
            + "program saved",
    };

    /// <summary>Distances in place of differences.</summary>
    public static Option<bool> Distances { get; } =
        ReportOptions.Flag("--distances", "draw how far the maps of each head are apart instead of the differences");

    /// <inheritdoc/>
    public override string Name => "diff";

    /// <inheritdoc/>
    public override string Summary => "compare two runs: two texts, two models, or before and after a change";

    /// <inheritdoc/>
    public override string Usage => "RUN RUN  [-o FILE]  [options]";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn diff plain.safetensors ablated.safetensors -o diff.png", "the second map less the first, for every layer and head"),
        new("attn diff plain.safetensors ablated.safetensors --distances -o distances.png", "how far each head's maps are apart"),
    ];

    /// <inheritdoc/>
    public override Argument Argument => Runs;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions =>
    [
        OutputOptions.Output, OutputOptions.Format, Distances, TargetOptions.Attention, .. RunFileOptions.OfTokens, SelectionOptions.Layers,
        SelectionOptions.Heads, PolicyOptions.MaskHidden, .. FigureOptions.All,
    ];

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        if (call.Value(Runs) is not [string before, string after])
        {
            throw new UsageException(Messages.NotTwoRuns());
        }

        ResultWriter writer = new(call, Distances);
        IReadOnlyList<int>? layers = SelectionOptions.Read(call, SelectionOptions.Layers);
        IReadOnlyList<int>? heads = SelectionOptions.Read(call, SelectionOptions.Heads);
        Func<Figure, Figure> shown = PolicyOptions.HiddenOf(call);
        writer.RequireWritable();
        if (writer.HasFigure)
        {
            HeadStart.ForFigure();
        }

        AttentionRecord[] records = [RunFileOptions.Open(call, before, "taken"), RunFileOptions.Open(call, after, "taken")];
        RecordComparison[] comparisons =
            [.. TargetOptions.Pairs(call, records[0], records[1]).Select(pair => pair.Before.CompareTo(pair.After, layers, heads))];
        UnknownTokens.Remark(call, records);
        call.Timings.Mark("comparison");
        writer.Write(() => call.Has(Distances) ? comparisons.ToDistanceFigure() : shown(comparisons.ToFigure()), comparisons.ToTable);
        if (call.Has(ReportOptions.Json))
        {
            JsonOutput.Write(call.Shell, asList: comparisons.Length > 1, comparisons, WriteJson);
        }
        else
        {
            foreach (RecordComparison comparison in comparisons)
            {
                string whose = comparisons.Length > 1 ? $"{comparison.After.Kind}: " : "";
                PatternChange[] changes = [.. comparison.Largest(MostNamed).Where(change => Math.Abs(change.Difference) >= LeastNamed)];
                foreach (string sentence in changes.Select(change => change.ToString()).DefaultIfEmpty(Messages.NoChange(LeastNamed)))
                {
                    call.Say(whose + sentence);
                }
            }
        }

        int maps = comparisons.Sum(comparison => comparison.Layers.Length * comparison.Heads.Length);
        writer.Report($"where {Messages.Count(maps, "attention map")} differ{(maps == 1 ? "s" : "")}", NextSteps.AfterDiff(call, writer));
    }

    private static void WriteJson(Utf8JsonWriter json, RecordComparison comparison)
    {
        if (comparison.After.Kind is { } kind)
        {
            json.WriteString("attention", kind.Name);
        }

        json.WriteTexts("models", [comparison.Before.Provenance.Model, comparison.After.Provenance.Model]);
        json.WriteTexts("texts", [comparison.Before.Text, comparison.After.Text]);
        json.WriteTexts("tokens", comparison.Labels);
        WriteAligned(json, "aligned", comparison.AlignedTokens);
        if (comparison.Before.HasOtherKeys || comparison.After.HasOtherKeys)
        {
            json.WriteTexts("key_tokens", comparison.KeyLabels);
            WriteAligned(json, "aligned_keys", comparison.AlignedKeys);
        }

        json.WriteNumbers("layers", comparison.Layers);
        json.WriteNumbers("heads", comparison.Heads);
        int columns = comparison.Heads.Length;
        json.WriteMatrix("distances", comparison.Layers.Length, columns, (row, column) => comparison.Distances[(row * columns) + column]);
        json.WriteStartArray("largest");
        foreach (PatternChange change in comparison.Largest(MostNamed))
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

    private static void WriteAligned(Utf8JsonWriter json, string name, ImmutableArray<(int Before, int After)> pairs) =>
        json.WriteMatrix(name, pairs.Length, 2, (i, run) => run == 0 ? pairs[i].Before : pairs[i].After);
}
