using System.CommandLine;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Cli.Running;
using AttnExtract.Extract;
using AttnExtract.Extract.Surveys.Heads;
using AttnExtract.Extract.Surveys.Syntax;
using AttnExtract.Model;
using AttnExtract.Render;

namespace AttnExtract.Cli.Commands;

/// <summary>What a model's heads do on a corpus.</summary>
internal sealed class HeadsCommand : ProgramCommand
{
    /// <summary>Every relation.</summary>
    public const string All = "all";

    private static readonly string[] KeptMaps = [".safetensors", ".npz", ".npy"];

    private static readonly Argument<string> Corpus = new("FILE")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "a UTF-8 file of texts, one a line (- reads standard input), with its target after a tab where a decoder reads it; or of dependency "
            + "trees in CoNLL-U, with a name that ends in .conllu; also as .gz or .zst",
    };

    /// <summary>Likeness, two by two.</summary>
    public static Option<bool> Divergences { get; } =
        ReportOptions.Flag("--divergences", "draw how differently every two heads attend instead of the statistics");

    /// <summary>Likeness, on a plane.</summary>
    public static Option<bool> Map { get; } =
        ReportOptions.Flag("--map", "draw the heads on a plane, the nearer together the more alike they attend, instead of the statistics");

    /// <summary>Syntax.</summary>
    public static Option<string> Relations { get; } = new("--relations")
    {
        HelpName = "NAMES",
        Description = "of trees, how well each head points along these relations (nsubj,obj or all; nsubj takes nsubj:pass along, =nsubj does not) "
            + "instead of statistics",
    };

    /// <inheritdoc/>
    public override string Name => "heads";

    /// <inheritdoc/>
    public override string Summary => "describe what every head does on a corpus: statistics, kinds, likeness, syntax";

    /// <inheritdoc/>
    public override string Usage => "FILE | --from RUN | --ids FILE | --repeated NUMBER  [-o FILE] [--json]  [options]";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn heads texts.txt -o heads.png", "entropy, distance, attention to neighbours, separators, … as layer × head maps"),
        new("attn heads --repeated 25 -o induction.png", "the same on random tokens that come twice: duplicates, induction"),
        new("attn heads --from attentions.npy --tokens tokens.txt -o heads.png", "the same of attention that another program saved"),
        new("attn heads pairs.txt -m FOLDER --attention all -o heads.png", "of a translator, maps for each kind of attention"),
        new("attn heads trees.conllu --relations nsubj,obj -o syntax.png", "which heads find subjects and objects, beside a fixed offset"),
        new("attn heads trees.conllu --relations all --shard 1/8 -o run/", "one of eight shares of a large treebank, for attn merge run/"),
    ];

    /// <inheritdoc/>
    public override Argument<string> Argument => Corpus;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions =>
    [
        OutputOptions.Output, OutputOptions.Format, Divergences, Map, Relations, RunFileOptions.From, .. RunFileOptions.OfTokens,
        RepeatedChoices.Ids, RepeatedChoices.Repeated, AblationOptions.Seed, TargetOptions.Attention,
        .. TextOptions.OfFiles,
        TextOptions.Truncate, ModelOptions.Model, RunOptions.Precision, RunOptions.Device, RunOptions.Threads, .. RunFolderOptions.All, .. FigureOptions.All,
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Planned =>
        [Relations, .. TextOptions.OfFiles, AblationOptions.Seed, TargetOptions.Attention, TextOptions.Truncate, RunOptions.Precision];

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<Option, OptionWords> OwnWords { get; } = new Dictionary<Option, OptionWords>(
    [
        OutputOptions.OfStudies,
        new(RunFileOptions.From, new(
            RunFileOptions.From.HelpName,
            "the statistics of a file that attn capture wrote, instead of running a model; or of attention that another program saved: an .npy or "
                + ".npz file or a folder of them, [layer, head, query, key]")),
    ]);

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        ResultWriter writer = new(call, Divergences, Map);
        Precision precision = RunOptions.PrecisionOf(call);
        int seed = AblationOptions.SeedOf(call);
        RequireOneView(call);
        string? path = call.Value(Corpus);
        int? repeated = Numbers.ReadCount(call, RepeatedChoices.Repeated);
        RequireOneCorpus(call, path);
        RequireFitting(call);
        RequireChunked(call, path is not null);
        IReadOnlyList<IReadOnlyList<int>>? ids = call.Value(RepeatedChoices.Ids) is { } file ? RepeatedChoices.ReadIds(call, file) : null;
        writer.RequireWritable();
        HeadSurveyOptions plain = new() { Truncate = call.Has(TextOptions.Truncate), ChunkSize = RunFolderOptions.ChunkSizeOf(call) };
        HeadSurveyOptions options = plain with { Bootstrap = plain.Bootstrap with { Seed = seed } };
        AttentionKind? kind = TargetOptions.KindsOf(call)?[0];
        if (call.Value(RunFileOptions.From) is { } run)
        {
            AttentionRecord record = RunFileOptions.Open(call, run, "taken");
            UnknownTokens.Remark(call, record);
            IReadOnlyList<AttentionRecord> parts = TargetOptions.WantsAll(call) ? record.Parts : [kind is null ? record : record.Of(kind)];
            Report(call, writer, [.. parts.Select(part => part.Survey(options))]);
            return;
        }

        CaptureOptions asked = new() { Kinds = kind is null ? null : [kind] };
        PretrainedModel Load() => ModelRun.Load(call, asked, precision, writer.HasFigure ? HeadStart.ForFigure : null);
        if (path is not null && call.Has(Relations))
        {
            ReportRelations(call, writer, path, Load, seed);
        }
        else if (path is not null)
        {
            CorpusRun corpus = new(call, [path], path, () => TextsOf(call, path));
            corpus.RequireCorpus();
            HeadSurveyMerge merge = new();
            if (corpus.Run(Load, model => new HeadSurveyWork(model, OfKinds(model)), merge))
            {
                Report(call, writer, merge.ToSurveys());
            }
        }
        else
        {
            PretrainedModel model = Load();
            Report(call, writer, [.. OfKinds(model).Select(one => ids is not null
                ? model.SurveyRepeated(ids, one, call.Value(RepeatedChoices.Ids))
                : model.SurveyRepeated(repeated!.Value, options: one))]);
        }

        HeadSurveyOptions[] OfKinds(PretrainedModel model) => TargetOptions.WantsAll(call) && model.Structure.Second is not null
            ? [.. AttentionKind.All.Select(one => options with { Kind = one })]
            : [options with { Kind = kind }];
    }

    private static void ReportRelations(Invocation call, ResultWriter writer, string path, Func<PretrainedModel> load, int seed)
    {
        string names = call.Value(Relations)!;
        RelationOptions plain = new()
        {
            Relations = names == All ? [] : [.. names.Split(',', StringSplitOptions.TrimEntries).Distinct()],
            Truncate = call.Has(TextOptions.Truncate),
        };
        RelationOptions options = plain with { Bootstrap = plain.Bootstrap with { Seed = seed } };
        CorpusRun<ParsedSentence> treebank = new(
            call, [path], path, () => options.RequireIn(TextOptions.Sentences(call, path)), sentence => new TextPair(sentence.Text));
        treebank.RequireCorpus();
        RelationSurveyMerge merge = new(options);
        if (treebank.Run(load, model => new RelationSurveyWork(model, options), merge))
        {
            RelationSurvey survey = merge.ToSurvey();
            writer.Report("survey", new RelationReport(survey), survey.ToFigure, survey.ToTable, NextSteps.AfterRelations);
        }
    }

    private static void Report(Invocation call, ResultWriter writer, IReadOnlyList<HeadSurvey> surveys)
    {
        (Func<Figure> figure, string? view) = call.Has(Divergences) ? (surveys.ToDivergenceFigure, "the divergences")
            : call.Has(Map) ? (surveys.ToMapFigure, "a map")
            : ((Func<Figure>)surveys.ToFigure, (string?)null);
        writer.Report("survey", new HeadSurveyReport(surveys, view), figure, surveys.ToTable, NextSteps.AfterHeads);
    }

    private static IEnumerable<TextPair> TextsOf(Invocation call, string path) =>
        TextOptions.Stream(call, path).Select(text => new TextPair(text));

    private static void RequireOneCorpus(Invocation call, string? path)
    {
        RequireOne(call, RunFileOptions.From, RepeatedChoices.Ids, RepeatedChoices.Repeated, Relations);
        Option? instead = ((Option[])[RunFileOptions.From, RepeatedChoices.Ids, RepeatedChoices.Repeated]).FirstOrDefault(call.Has);
        if ((path is null) == (instead is null))
        {
            throw new UsageException(instead is null ? Messages.NoCorpus(call.Command) : Messages.NotBoth(call.Command, Corpus.Name, instead.Name));
        }

        if (path is not null && KeptMaps.Contains(Path.GetExtension(path).ToLowerInvariant()))
        {
            throw new UsageException(Messages.NotTexts(call.Command, path));
        }

        if (instead is not null && instead != RunFileOptions.From && call.Has(TextOptions.Truncate))
        {
            throw new UsageException(Messages.NothingToTruncate(instead.Name));
        }

        if (path is not null && call.Has(Relations) && !ConlluFile.IsNamed(path))
        {
            throw new UsageException(Messages.NoTrees(Relations.Name, path));
        }
    }

    private static void RequireOneView(Invocation call)
    {
        if (call.Merged is { } run && call.Has(Relations) && ((Option[])[Divergences, Map]).FirstOrDefault(call.Has) is { } view)
        {
            throw new UsageException(Messages.NotOfRelations(view.Name, run.Path, Relations.Name));
        }

        RequireOne(call, Divergences, Map, Relations);
    }

    private static void RequireFitting(Invocation call)
    {
        if (call.Has(Relations) && call.Has(TargetOptions.Attention) && TargetOptions.KindsOf(call)?[0] != AttentionKind.Encoder)
        {
            throw new UsageException(Messages.TreesOfEncoder(TargetOptions.Attention.Name, call.Value(TargetOptions.Attention)!, Relations.Name));
        }

        bool isSaved = call.Has(RunFileOptions.From);
        Option[] ofModels = [ModelOptions.Model, RunOptions.Precision, RunOptions.Device, RunOptions.Threads, TextOptions.Truncate];
        foreach (Option option in ofModels.Where(option => isSaved && call.Has(option)))
        {
            throw new UsageException(Messages.NotBoth(call.Command, option.Name, RunFileOptions.From.Name));
        }

        foreach (Option option in RunFileOptions.OfTokens.Where(option => !isSaved && call.Has(option)))
        {
            throw new UsageException(Messages.NeedsSaved(option.Name));
        }
    }

    private static void RequireChunked(Invocation call, bool isChunked)
    {
        if (!isChunked && RunFolderOptions.Given(call) is { } chosen)
        {
            throw new UsageException(Messages.NotChunked(chosen));
        }
    }

    private static void RequireOne(Invocation call, params Option[] choices)
    {
        Option[] given = [.. choices.Where(call.Has)];
        if (given.Length > 1)
        {
            throw new UsageException(Messages.NotBoth(call.Command, given[0].Name, given[1].Name));
        }
    }
}
