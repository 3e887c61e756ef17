using System.CommandLine;
using AttnExtract.Cli.Commands;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Extract.Measures;

namespace AttnExtract.Cli;

/// <summary>What to try after a command went well; never what was just used.</summary>
internal sealed class NextSteps
{
    private const string Beginning = "Next: ";
    private const int LongText = 60;

    // The layer and head that the documents show.
    private const int ShownLayer = 3;
    private const int ShownHead = 7;
    private const int ShownQuery = 4;

    private readonly Invocation _call;
    private readonly List<string> _steps = [];

    private NextSteps(Invocation call)
    {
        _call = call;
    }

    /// <summary>After figures.</summary>
    /// <param name="call">The command line.</param>
    /// <param name="layers">The layers that were shown.</param>
    /// <param name="heads">The heads that were shown.</param>
    /// <param name="tokens">How many tokens the maps have rows of.</param>
    public static string AfterFigure(Invocation call, IReadOnlyList<int> layers, IReadOnlyList<int> heads, int tokens)
    {
        Option[] chosen = [.. ((Option[])[SelectionOptions.Layers, SelectionOptions.Heads]).Where(call.Has)];
        string[] oneOf =
        [
            .. layers.Count > 1 ? [$"{SelectionOptions.Layers.Name} {Nearest(layers, ShownLayer)}"] : Array.Empty<string>(),
            .. heads.Count > 1 ? [$"{SelectionOptions.Heads.Name} {Nearest(heads, ShownHead)}"] : Array.Empty<string>(),
        ];
        NextSteps next = new(call);
        next.AddIf(tokens >= LongText, $"{NormChoices.Norm.Name} log or {FigureOptions.Robust.Name} shows what weighs little, too",
            NormChoices.Norm, FigureOptions.Robust);
        next.AddIf(oneOf.Length == 0 && chosen.Length > 0, $"leave out {string.Join(" and ", chosen.Select(option => option.Name))} for the whole grid");
        next.AddIf(oneOf.Length > 0, $"{string.Join(' ', oneOf)} shows one head large", FigureSourceOptions.PerHead);
        next.Add("attn capture keeps the numbers", RunFileOptions.From);
        next.Add("attn list colormaps shows the colours", FigureOptions.Cmap);
        return next.ToString();
    }

    /// <summary>After a comparison.</summary>
    public static string AfterDiff(Invocation call, ResultWriter files)
    {
        NextSteps next = new(call);
        next.AddFiles(files, "diff", "draws the differences", "keeps the table");
        next.Add($"{DiffCommand.Distances.Name} draws how far each head's maps are apart", DiffCommand.Distances);
        return next.ToString();
    }

    /// <summary>After comparisons of many pairs.</summary>
    public static string AfterPairs(Invocation call, ResultWriter files)
    {
        NextSteps next = new(call);
        next.AddFiles(files, "distances", "draws their means", "keeps every pair");
        return next.ToString();
    }

    /// <summary>After a sweep.</summary>
    public static string AfterSweep(Invocation call, ResultWriter files)
    {
        NextSteps next = new(call);
        next.AddFiles(files, "delta", "draws it", "keeps the table");
        next.Add($"{MetricOptions.Metric.Name} looks at something else (attn list metrics)", MetricOptions.Metric);
        next.Add("-i FILE goes over a corpus, with intervals", TextOptions.Input);
        return next.ToString();
    }

    /// <summary>After measures were drawn.</summary>
    /// <param name="call">The command line.</param>
    /// <param name="kinds">What was measured.</param>
    /// <param name="tokens">How many tokens the shortest text has.</param>
    public static string AfterMeasure(Invocation call, IReadOnlyList<Measure> kinds, int tokens)
    {
        int query = Math.Min(ShownQuery, tokens - 1);
        bool isOfTokens = kinds.All(kind => kind.Shape == MeasureShape.Tokens);
        bool isOfMaps = kinds.All(kind => kind.Shape is MeasureShape.HeadMaps or MeasureShape.LayerMaps or MeasureShape.Map);
        NextSteps next = new(call);
        next.AddIf(
            isOfTokens || call.Has(ViewChoices.Query), $"{ViewChoices.View.Name} text shows the text on coloured ground",
            ViewChoices.View, MeasureChoices.Faithfulness);
        next.AddIf(
            isOfMaps, $"{ViewChoices.Query.Name} {query} {ViewChoices.View.Name} text shows what one token has of each, as text",
            ViewChoices.Query, MeasureChoices.Faithfulness);
        return next.ToString();
    }

    /// <summary>After patching.</summary>
    public static string AfterPatch(Invocation call, ResultWriter files)
    {
        NextSteps next = new(call);
        next.AddFiles(files, "patch", "draws it", "keeps the table");
        next.Add($"{PatchChoices.Site.Name} looks elsewhere (attn list sites)", PatchChoices.Site);
        next.Add($"{MetricOptions.Metric.Name} looks at something else (attn list metrics)", MetricOptions.Metric);
        return next.ToString();
    }

    /// <summary>After a look through the word head.</summary>
    public static string AfterLens(Invocation call, ResultWriter files)
    {
        NextSteps next = new(call);
        next.AddFiles(files, "lens", "draws it", "keeps the table");
        next.Add($"{TopOption.Top.Name} 10 keeps more words", TopOption.Top);
        return next.ToString();
    }

    /// <summary>After statistics of heads.</summary>
    public static string AfterHeads(Invocation call, ResultWriter files)
    {
        (Option<bool> map, Option<bool> divergences) = (HeadsCommand.Map, HeadsCommand.Divergences);
        NextSteps next = new(call);
        next.AddFiles(files, "heads", "draws them", "keeps the table");
        next.Add($"{map.Name} and {divergences.Name} draw which heads are alike", map, divergences);
        next.AddIf(call.Has(map), $"{divergences.Name} draws how differently every two attend");
        next.AddIf(call.Has(divergences), $"{map.Name} draws them on a plane");
        next.Add($"{HeadsCommand.Relations.Name} all of a .conllu file shows which follow syntax");
        return next.ToString();
    }

    /// <summary>After relations.</summary>
    public static string AfterRelations(Invocation call, ResultWriter files)
    {
        bool isAll = call.Value(HeadsCommand.Relations) == HeadsCommand.All;
        NextSteps next = new(call);
        next.AddFiles(files, "relations", "draws them", "keeps every head");
        next.AddIf(isAll, $"{HeadsCommand.Relations.Name} nsubj,obj chooses");
        next.AddIf(!isAll, $"{HeadsCommand.Relations.Name} {HeadsCommand.All} shows every one");
        return next.ToString();
    }

    /// <summary>The proposals as one line; nothing where there is none.</summary>
    public override string ToString() => _steps.Count == 0 ? "" : $"{Beginning}{string.Join(", ", _steps)}.";

    private static int Nearest(IReadOnlyList<int> there, int wanted) => there.MinBy(number => Math.Abs(number - wanted));

    private void AddFiles(ResultWriter files, string name, string draws, string keeps)
    {
        AddIf(!files.HasFigure, $"-o {name}.png {draws}");
        AddIf(!files.HasTable, $"-o {name}.csv {keeps}");
    }

    private void AddIf(bool isSensible, string step, params Option[] uses)
    {
        if (isSensible)
        {
            Add(step, uses);
        }
    }

    private void Add(string step, params Option[] uses)
    {
        if (!uses.Any(_call.Has))
        {
            _steps.Add(step);
        }
    }
}
