using System.CommandLine;
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
    public override string Usage => "RUN RUN | -i FILE  [-o FILE]  [options]";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn diff plain.safetensors ablated.safetensors -o diff.png", "the second map less the first, for every layer and head"),
        new("attn diff plain.safetensors ablated.safetensors --distances -o distances.png", "how far each head's maps are apart"),
        new("attn diff -i pairs.tsv -m MODEL -o distances.csv", "of many pairs of texts, a row a pair and head"),
        new("attn diff -i texts.txt -m MODEL --other-model OTHER -o distances.png", "of two models, the mean over a corpus"),
    ];

    /// <inheritdoc/>
    public override Argument Argument => Runs;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions =>
    [
        OutputOptions.Output, OutputOptions.Format, Distances, TextOptions.Input, .. OfPairs, ModelOptions.Model, TargetOptions.Attention,
        .. RunFileOptions.OfTokens, SelectionOptions.Layers, SelectionOptions.Heads, PolicyOptions.MaskHidden, .. FigureOptions.All,
    ];

    // Without -i nothing is run.
    private static Option[] OfPairs { get; } =
    [
        .. TextOptions.OfFiles, TextOptions.OtherColumn, ComparedPairs.Records, ModelOptions.Other, TextOptions.Truncate, RunOptions.Precision,
        RunOptions.Device, RunOptions.Threads, .. RunFolderOptions.All,
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Planned =>
    [
        .. TextOptions.OfFiles, TextOptions.OtherColumn, ComparedPairs.Records, TextOptions.Truncate, RunOptions.Precision, TargetOptions.Attention,
        SelectionOptions.Layers, SelectionOptions.Heads,
    ];

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<Option, OptionWords> OwnWords { get; } = new Dictionary<Option, OptionWords>(
    [
        OutputOptions.OfStudies,
        RunOptions.OfTexts,
        new(TextOptions.Input, new(
            TextOptions.Input.HelpName,
            "a file of pairs to compare instead: two texts on each line, a tab between, or with --other-model one; also as .gz or .zst, "
                + "or columns of a table")),
    ]);

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        if (call.Value(TextOptions.Input) is { } pairs)
        {
            if (call.Value(Runs) is { Length: > 0 })
            {
                throw new UsageException(Messages.NotBoth(call.Command, Runs.Name, TextOptions.Input.Name));
            }

            ComparePairs(call, pairs);
            return;
        }

        if (OfPairs.FirstOrDefault(call.Has) is { } needsPairs)
        {
            throw new UsageException(Messages.OnlyWith(needsPairs.Name, $"{TextOptions.Input.Name} FILE"));
        }

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
            IEnumerable<ComparisonSummary> summaries = comparisons.Select(comparison => comparison.Summarize(MostNamed));
            JsonOutput.Write(call.Shell, asList: comparisons.Length > 1, summaries, ComparisonReport.WriteJson);
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

    private static void ComparePairs(Invocation call, string file)
    {
        ResultWriter writer = new(call, Distances);
        ComparisonOptions options = new()
        {
            Layers = SelectionOptions.Read(call, SelectionOptions.Layers),
            Heads = SelectionOptions.Read(call, SelectionOptions.Heads),
            Kind = TargetOptions.WantsAll(call) ? throw StudyOptions.OneKind(call.Command.Name) : TargetOptions.KindsOf(call)?[0],
            Truncate = call.Has(TextOptions.Truncate),
        };
        ComparedPairs pairs = new(call, file, options);
        pairs.RequireFitting();
        writer.RequireWritable();
        using ComparisonMerge merge = new();
        if (pairs.Run(merge, writer.HasFigure ? HeadStart.ForFigure : null))
        {
            MeanComparison mean = merge.ToMean();
            writer.Report("comparisons", new ComparisonReport(mean), mean.ToFigure, mean.Pairs.ToTables, NextSteps.AfterPairs);
        }
    }
}
