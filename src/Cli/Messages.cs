using System.CommandLine;
using System.Globalization;
using AttnExtract.Cli.Commands;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Extract.Measures;
using AttnExtract.Extract.Predictions;
using AttnExtract.Extract.Pruning;
using AttnExtract.Extract.Vectors;
using AttnExtract.Ground;
using AttnExtract.Render;
using AttnExtract.Render.Matrices;
using AttnExtract.Render.Viewer;

namespace AttnExtract.Cli;

/// <summary>Every sentence that the program says itself; what the floors below say is passed on as it is.</summary>
internal static partial class Messages
{
    private const int MostNamedFiles = 4;

    /// <summary>A failure as it appears on standard error.</summary>
    public static string Failed(string sentence) => $"attn: {sentence}";

    /// <summary>A failure that nobody expected.</summary>
    public static string FailedUnexpectedly(Exception failure, bool isVerbose) =>
        Failed($"Something went wrong that should not: {WithoutFrames(failure.Message).ReplaceLineEndings(" ").TrimEnd('.', ' ')}."
            + (isVerbose ? "" : $" Add {ReportOptions.Verbose.Name} to see where."));

    /// <summary>Two options ask for one file.</summary>
    public static string WrittenTwice(string path, string first, string second) =>
        $"'{path}' would be written for {first} and again for {second}, and only the last would be kept; give one of them another name.";

    /// <summary>What is read would be written over.</summary>
    public static string WritesOverInput(string path, string reader, string writer) =>
        $"'{path}' is read ({reader}), and {writer} would write over it; give what is written another name.";

    /// <summary>The first word is no command.</summary>
    public static string NoSuchCommand(string name, string didYouMean)
    {
        IEnumerable<string> known = CommandCatalog.All.Select(command => command.Name);
        return name.StartsWith('-') ? $"A command comes first: {Listed(known)}. See 'attn --help'. Without one there are --help and --version."
            : name.Any(char.IsWhiteSpace)
                ? $"A command comes before the text: attn figure \"{name}\" -o figure.png. Others are {Listed(known)}."
            : $"No command '{name}'.{didYouMean} There are {Listed(known)}.";
    }

    /// <summary>An option that the command does not have.</summary>
    public static string NoSuchOption(ProgramCommand command, string name)
    {
        string[] known =
        [
            .. command.Syntax.Options.SelectMany(option => option.Aliases.Prepend(option.Name)).Order(StringComparer.Ordinal),
        ];
        return new Registry<string>(
            one => [one],
            (typed, didYouMean, all) => $"'attn {command.Name}' has no option '{typed}'.{(didYouMean.Length > 0 ? didYouMean : $" It has {all}.")}"
                + " What begins with a dash and is no option comes after --.",
            known).Unknown(name).Message;
    }

    /// <summary>An argument that the command has no use for.</summary>
    public static string OneTooMany(ProgramCommand command, string surplus) =>
        command.Argument is { } argument
            ? $"'{surplus}' is one argument too many: 'attn {command.Name}' takes one {argument.Name}"
                + (argument == TextOptions.Text ? "; put it in quotes. " : ". ") + See(command)
            : $"'{surplus}' is one argument too many: 'attn {command.Name}' takes options only. {See(command)}";

    /// <summary>An argument after what takes none.</summary>
    public static string OneTooMany(string asked, string surplus) =>
        $"'{surplus}' is one argument too many: 'attn {asked}' takes nothing more. See 'attn --help'.";

    /// <summary>An option without its value.</summary>
    public static string NeedsValue(ProgramCommand command, Option option, string typed) =>
        $"Option '{typed}' needs a value: {typed} {command.WordsOf(option).HelpName}. {See(command)}";

    /// <summary>An option that may be given once.</summary>
    public static string GivenTwice(ProgramCommand command, string typed) =>
        $"Option '{typed}' was given more than once; give it once. {See(command)}";

    /// <summary>Two things that exclude each other.</summary>
    public static string NotBoth(ProgramCommand command, string one, string other) =>
        $"Give {one} or {other}, not both. {See(command)}";

    /// <summary>No text.</summary>
    public static string NoText(ProgramCommand command) => "No text: give a sentence in quotes"
        + (command.OwnOptions.Contains(TextOptions.Input) ? $", or a file of sentences with {TextOptions.Input.Name} FILE (- reads standard input)" : "")
        + $". {See(command)}";

    /// <summary>No text to patch from.</summary>
    public static string NoSource(ProgramCommand command) =>
        $"Patched from what? Give a text of as many tokens with {AblationOptions.Source.Name} TEXT. {See(command)}";

    /// <summary>No heads.</summary>
    public static string NoHeads(ProgramCommand command) =>
        $"No heads: say which go, such as 3.5, 3.* or '*.0-3', several with commas. {See(command)}";

    /// <summary>No folder for a model.</summary>
    public static string NoModelTarget(ProgramCommand command) =>
        $"No folder: name a new one for the model with {OutputOptions.Output.Name} FOLDER. {See(command)}";

    /// <summary>A model was saved without some heads, and how to go on.</summary>
    public static string Pruned(PrunedModel pruned) =>
        string.Create(CultureInfo.InvariantCulture, $"Wrote {pruned.Folder}: {pruned.Model} ")
        + (pruned.KeepsShape
            ? $"with {HeadCount(pruned)} set to 0."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"without {HeadCount(pruned)}, {pruned.WeightsAfter:N0} of {pruned.WeightsBefore:N0} weights."))
        + $" Try it: attn figure TEXT -m {pruned.Folder} -o figure.png";

    private static string HeadCount(PrunedModel pruned) => Count(pruned.Heads.Length, "head");

    /// <summary>Standard input is waited for, and a person sits there who may not know.</summary>
    public static string NobodyTypes(string help) => $"Standard input is a terminal; pipe texts into it, one a line.\n\n{help.TrimEnd()}";

    /// <summary>A table is waited for, and a person sits there who may not know.</summary>
    public static string NobodySends() => "Standard input is a terminal; pipe a table into it, or name a file.";

    /// <summary>A file of texts without one.</summary>
    public static string NoLines(string what) => $"{what} holds no text; one a line was expected.";

    /// <summary>Columns of what has no name to tell which kind of table it is.</summary>
    public static string NoColumnsOfStdin(string option) =>
        $"{option} needs a file, whose name tells what kind of table it is; standard input is read line by line.";

    /// <summary>Lines were left out.</summary>
    public static string SkippedLines(string what, int count, string first) =>
        $"{what}: {Count(count, "line")} could not be read and {(count == 1 ? "was" : "were")} left out; {(count == 1 ? "it" : "the first")}: {first}.";

    /// <summary>A list of numbers that cannot be read.</summary>
    public static string BadRange(string option, string text) =>
        $"'{text}' cannot be read after {option}: numbers and ranges from 0 {(IndexSet.IsBeyond(text) ? $"to {IndexSet.Largest}" : "up")} were expected, "
        + "such as 0-3,5.";

    /// <summary>A number that is none.</summary>
    public static string BadNumber(string option, string text) =>
        $"'{text}' cannot be read after {option}: a number was expected, such as 0.5.";

    /// <summary>A whole number that is none, or too large.</summary>
    public static string BadWhole(string option, int least, string text, int most) =>
        $"'{text}' cannot be read after {option}: a whole number {WholeRange.From(least, text, most)} was expected.";

    /// <summary>Limits the wrong way round.</summary>
    public static string EmptyScale(string vmin, string vmax) =>
        $"The scale would run from {vmin} to {vmax}: --vmin must lie below --vmax.";

    /// <summary>A line of no width.</summary>
    public static string BadLineWidth(string option, string text) =>
        $"'{text}' cannot be used after {option}: a number from 0 to {Figure.MostLineWidth} was expected.";

    /// <summary>A number that is not above zero.</summary>
    public static string NotPositive(string option, string text) =>
        $"'{text}' cannot be used after {option}: a number above 0 was expected.";

    /// <summary>Every how many labels one stands.</summary>
    public static string BadLabelStep(string option, string text) =>
        $"'{text}' cannot be used after {option}: every Nth label was expected, with N from 1 up; off leaves all out.";

    /// <summary>A number that is too small or too large.</summary>
    public static string NotWithin(string option, string text, string least, double most) => string.Create(
        CultureInfo.InvariantCulture, $"'{text}' cannot be used after {option}: {least} to {most} was expected.");

    /// <summary>A parameter of another norm.</summary>
    public static string ForNorms(string option, IEnumerable<string> kinds) =>
        $"'{option}' is for {NormChoices.Norm.Name} {Listed(kinds, "or")}; say so, or leave it out.";

    /// <summary>A choice for another measure.</summary>
    public static string ForKind(string option, string kind) => $"'{option}' is for {KindOption.Kind.Name} {kind}; say so, or leave it out.";

    /// <summary>Something of cells, and a view without them.</summary>
    public static string ForCells(string option) => $"'{option}' is for {ViewChoices.View.Name} cells; say so, or leave it out.";

    /// <summary>A row of measures without rows.</summary>
    public static string NoRows(string option, IEnumerable<Measure> kinds) =>
        $"'{option}' is for measures that are maps, and {Listed(kinds.Select(kind => kind.Name))} has one number a token; leave it out.";

    /// <summary>Steps of what takes none.</summary>
    public static string OnlyWith(string option, string other) => $"'{option}' is for {other}; give both, or leave it out.";

    /// <summary>A quality of exact pictures.</summary>
    public static string ForInexact(string option, IEnumerable<string> extensions) =>
        $"'{option}' is for {Listed(extensions, "or")}; write one, or leave it out.";

    /// <summary>Pixels that make no sense.</summary>
    public static string BadDpi(string text, double least, double most) => string.Create(
        CultureInfo.InvariantCulture, $"'{text}' cannot be used after --dpi: from {least} to {most} pixels an inch were expected.");

    /// <summary>A word that is none of a few.</summary>
    public static string NoSuchChoice(string option, string typed, IEnumerable<string> words) => new Registry<string>(
        one => [one],
        (_, didYouMean, _) => $"'{typed}' cannot be used after {option}: {Listed(words, "or")} was expected.{didYouMean}",
        words).Unknown(typed).Message;

    /// <summary>A figure that goes nowhere.</summary>
    public static string NoFigureTarget() =>
        "Where should the figure go? Give a file, -o figure.png, or a folder for a file a head, --per-head FOLDER.";

    /// <summary>A page that goes nowhere.</summary>
    public static string NoViewTarget() => "Where should the page go? Give a file: -o view.html";

    /// <summary>What goes with a run, without one.</summary>
    public static string NeedsRun(string option) => $"'{option}' goes with a run in a file; name that with {RunFileOptions.From.Name}.";

    /// <summary>What measures are about, and none is asked for.</summary>
    public static string ForMeasures(string option) => $"'{option}' is for measures: name one with {ViewOptions.Measure.Name}, or leave it out.";

    /// <summary>A page of what is a figure alone.</summary>
    public static string NoPageOf(string option) => $"A page shows the maps of texts, and '{option}' gives a figure alone; leave out one of them.";

    /// <summary>Measures beside a run with something switched off.</summary>
    public static string MeasuresThePlainModel() =>
        $"{ViewOptions.Measure.Name} measures the model as it is, and {AblationOptions.Ablate.Name} shows it changed; leave out one of them, or save the run "
        + $"(attn capture … {AblationOptions.Ablate.Name} … -o run.safetensors) and measure that ({RunFileOptions.From.Name} run.safetensors).";

    /// <summary>A measure that gives no maps and no numbers of tokens.</summary>
    public static string NoMapsOf(Measure measure) =>
        $"The measure '{measure}' gives a number for every head, and a page shows maps and tokens; attn measure --kind {measure} draws it.";

    /// <summary>Colours that a page does not hold.</summary>
    public static string NoRegisteredColormap(string typed) =>
        $"A page holds the colormaps that have names, and not '{typed}'; attn list colormaps says which there are.";

    /// <summary>A heatmap that goes nowhere.</summary>
    public static string NoHeatmapTarget() =>
        "Where should the heatmap go? Give a file, -o heatmap.png, or --json for limits, colours and texts.";

    /// <summary>Something beside a file, without the file.</summary>
    public static string NothingBeside(string option) => $"'{option}' goes with a picture in a file; give one: -o figure.pdf.";

    /// <summary>Choices of looks of what is not drawn.</summary>
    public static string NoFigureToChange(IReadOnlyList<string> options) =>
        $"{string.Join(", ", options)}: only a figure looks otherwise for {(options.Count == 1 ? "it" : "them")}, and none is drawn; -o figure.png draws one.";

    /// <summary>LaTeX without a picture that it can read.</summary>
    public static string NoPictureForTex(string extension) =>
        $"LaTeX reads no {extension}, so '{CompanionOptions.Tex.Name}' needs another picture beside it; add -o figure.pdf.";

    /// <summary>Numbers for cells where the cells are not a file's.</summary>
    public static string NoAnnotFile(string typed) =>
        $"'{CellOptions.Annot.Name}' takes a file in attn heatmap only, and was followed by '{typed}'; put the text before it.";

    /// <summary>No numbers.</summary>
    /// <param name="command">The command.</param>
    /// <param name="annotations">What followed --annot, or null.</param>
    public static string NoMatrix(ProgramCommand command, string? annotations) =>
        $"No matrix: give a file of numbers, {Listed(MatrixFile.Extensions, "or")}"
        + (annotations is null ? "" : $", before {CellOptions.Annot.Name}, which took '{annotations}' for the numbers to write")
        + $". {See(command)}";

    /// <summary>Tokens for a record, which has its own.</summary>
    public static string NoTokensOfARecord(string option, string path) =>
        $"'{option}' goes with attention that another program saved, and '{path}' is a record, which has its tokens.";

    /// <summary>Tokens that are no file and no text of many.</summary>
    public static string NoTokenFile(string typed, string option) =>
        $"There is no file '{typed}'; {option} takes a file with one token a line, or the tokens with blanks between.";

    /// <summary>Tokens without attention.</summary>
    public static string NeedsSaved(string option) =>
        $"'{option}' goes with attention that another program saved; name it with {RunFileOptions.From.Name}.";

    /// <summary>A folder is wanted, and a file is there.</summary>
    public static string FolderIsFile(string path) =>
        $"'{path}' is a file; {FigureSourceOptions.PerHead.Name} needs a folder, there or to be made.";

    /// <summary>Standard output has no extension, nor has a device or a pipe.</summary>
    public static string StreamNeedsFormat(string path, IEnumerable<string> extensions) =>
        $"'-o {path}' needs a format, because {(path == OutputOptions.Stdout ? "standard output" : "it")} has no extension: --format "
        + $"{Listed(extensions.Select(one => one.TrimStart('.')), "or")}.";

    /// <summary>A format of such a stream that there is not.</summary>
    public static string NoSuchFormat(string typed, IEnumerable<string> extensions) =>
        new Registry<string>(
            one => [one],
            (name, didYouMean, known) => $"{OutputOptions.Format.Name} {name} is no format of what this writes; there are {known}.{didYouMean}",
            extensions.Select(one => one.TrimStart('.'))).Unknown(typed.TrimStart('.')).Message;

    /// <summary>A format without use.</summary>
    public static string FormatWithoutUse() => "'--format' is for '-o -', devices, pipes and '--per-head'; a file's extension is its format.";

    /// <summary>Standard output that takes nothing.</summary>
    public static string StdoutFails(string reason) => $"Standard output cannot be written: {reason.TrimEnd('.')}.";

    /// <summary>Standard input that is not there.</summary>
    public static string StdinIsClosed() => "Standard input is closed; pipe texts into it, one a line.";

    /// <summary>Bytes on a screen.</summary>
    public static string IsTerminal(string path) => path == OutputOptions.Stdout
        ? "Standard output is a terminal, which cannot show this; send it on with | or >, or give a file to -o."
        : $"'{path}' is a terminal, which cannot show this; give a file to -o.";

    /// <summary>Several results in one stream.</summary>
    public static string ManyOnStream(string path, int count) =>
        $"'-o {path}' takes the result of one text, but there are {count}; give a file to -o: each text gets a numbered one.";

    /// <summary>What list can list.</summary>
    public static string ListWhat(IEnumerable<string> known) => $"List what? There are {Listed(known)}: attn list {known.First()}";

    /// <summary>What list cannot list.</summary>
    public static string NoSuchList(string typed, string didYouMean, IEnumerable<string> known) =>
        $"There is no list of '{typed}'.{didYouMean} There are {Listed(known)}.";

    /// <summary>A list that is only words.</summary>
    public static string NothingToDraw(string name, IEnumerable<string> drawn) =>
        $"The {name} cannot be drawn; -o is for {Listed(drawn)}.";

    /// <summary>A list was drawn.</summary>
    public static string WroteList(IReadOnlyList<string> files, string name) => $"Wrote {Files(files)}: the {name}.";

    /// <summary>A figure was written.</summary>
    public static string WroteFigure(WrittenRecord written) => Wrote(written, Count(written.MapCount, "attention map"));

    /// <summary>A page was written.</summary>
    public static string WroteView(IReadOnlyList<string> files, ViewerPage page) =>
        $"Wrote {Files(files)}: {Count(page.MapCount, "map")} of {Count(page.Texts.Length, "text")} to look around in; open it in a browser.";

    /// <summary>A heatmap was written.</summary>
    public static string WroteHeatmap(IReadOnlyList<string> files, Matrix values) =>
        $"Wrote {Files(files)}: a heatmap of {Count(values.Rows, "row")} and {Count(values.Columns, "column")}.";

    /// <summary>A figure was drawn again.</summary>
    public static string Replotted(IReadOnlyList<string> files, int panelCount, string from) =>
        $"Wrote {Files(files)}: {Count(panelCount, "panel")} drawn again from {from}.";

    /// <summary>No target, and no way to make one.</summary>
    public static string NoTarget(string model) =>
        $"{model} has no head that says the next word, so that it cannot write the target itself: give one with --target, or take --attention encoder.";

    /// <summary>How much is written, where nothing is.</summary>
    public static string NothingWritten(string option, string generate, string target) =>
        $"'{option}' is for what a decoder writes, and here it writes nothing: give {generate}, or '{target} -' to a model with an encoder and a decoder.";

    /// <summary>What a decoder wrote.</summary>
    public static string Generated(WrittenText written) =>
        $"Written: \"{written.Text}\" ({Count(written.Tokens.Count, "token")}{(written.IsEnded ? "" : ", not ended")}): "
        + string.Join(' ', written.Tokens);

    /// <summary>A number of things that is none.</summary>
    public static string NoCount(string option, string text) => $"{option} '{text}' is no number of tokens; expected a whole number above 0.";

    /// <summary>A model is being downloaded.</summary>
    public static string Downloads(string model, string endpoint) => $"Downloading {model} from {endpoint}.";

    /// <summary>Vectors, and no place for them.</summary>
    public static string NoVectorTarget(IEnumerable<string> extensions) =>
        $"Where should the vectors go? Give a file, -o vectors{extensions.First()}, or --json for the numbers; formats are {Listed(extensions)}.";

    /// <summary>Vectors of texts were written.</summary>
    public static string WroteVectors(IReadOnlyList<string> files, CorpusVectors vectors) =>
        $"Wrote {Files(files)}: {Count(vectors.Count, "vector")} of {Count(vectors.Width, "number")}; "
        + $"pooling: {vectors.Pooling}{(vectors.Prompt.Length > 0 ? $"; prompt: '{vectors.Prompt}'" : "")}.";

    /// <summary>Texts of which a vector was made without their ends.</summary>
    public static string CutTexts(CorpusVectors vectors) =>
        $"{vectors.TruncatedTexts} of {Count(vectors.Count, "text")} {(vectors.TruncatedTexts == 1 ? "was" : "were")} cut off to "
        + $"{vectors.MaximumLength} tokens, as many as {vectors.Provenance.Model} makes a vector of: "
        + $"{Count(vectors.Provenance.TruncatedTokens, "token")} {(vectors.Provenance.TruncatedTokens == 1 ? "was" : "were")} not read.";

    /// <summary>Files were written.</summary>
    /// <param name="files">The files.</param>
    /// <param name="what">What they hold.</param>
    public static string Wrote(IReadOnlyList<string> files, string what) => $"Wrote {Files(files)}: {what}.";

    /// <summary>Not two runs to compare.</summary>
    public static string NotTwoRuns() =>
        "Give two runs to compare, files that attn capture wrote: attn diff before.safetensors after.safetensors";

    /// <summary>Two runs whose maps are alike.</summary>
    public static string NoChange(double least) => string.Create(CultureInfo.InvariantCulture, $"No attention weight differs by {least} or more.");

    /// <summary>What the vocabulary lacks.</summary>
    public static string Unknown(int lacking, int all, string unknown, string model, bool isBundled, bool isOfLanguage) =>
        $"{lacking} of {Count(all, "token")} {(lacking == 1 ? "is" : "are")} unknown to {model}{(isBundled ? ", an English model" : "")}, which reads "
        + $"{unknown} instead{(isOfLanguage ? ": -m takes a model that knows the language, such as google-bert/bert-base-multilingual-cased" : "")}.";

    /// <summary>Tokens that were cut off.</summary>
    public static string CutOff(int count) => $"the last {Count(count, "token")} did not fit and were cut off";

    /// <summary>No measure.</summary>
    public static string NoMeasure() => $"Which measure? Give one, {KindOption.Kind.Name} rollout, or several separated by commas; see attn list measures.";

    /// <summary>Measures that go nowhere.</summary>
    public static string NoMeasureTarget() => "Where should the measures go? Give a file, -o measure.png, or --json for the numbers.";

    /// <summary>A similarity to nothing.</summary>
    public static string NoOtherText() => $"Similar to what? Give the other text with {MeasureChoices.To.Name} TEXT.";

    /// <summary>A target that is none.</summary>
    public static string BadTarget(string option, string text) =>
        $"'{text}' cannot be read after {option}: similarity, class, class:LABEL, token:POSITION or likelihood was expected.";

    /// <summary>Measures were drawn or kept.</summary>
    public static string WroteMeasures(IReadOnlyList<string> files, IReadOnlyList<Measurement> measured) =>
        Wrote(files, $"{Listed(measured.Select(measurement => measurement.Measure.Name).Distinct())} of "
            + (measured.Select(measurement => measurement.Kind).Distinct().Count() is > 1 and int kinds
                ? Count(kinds, "kind") + " of attention"
                : Count(measured[0].Tokens.Count, "token")));

    /// <summary>Measures of many texts were written.</summary>
    public static string WroteMeasures(IReadOnlyList<string> files, IReadOnlyList<Measure> kinds, int texts) =>
        Wrote(files, $"{Listed(kinds.Select(kind => kind.Name))} of {Count(texts, "text")}");

    /// <summary>Attributions that miss what they share.</summary>
    public static string FewSteps(Completeness completeness) => string.Create(
        CultureInfo.InvariantCulture,
        $"The attributions sum to {completeness.Sum:0.0000}, and what they share is {completeness.Difference:0.0000}: {completeness.Steps} steps are few, ")
        + $"{RemovalChoices.Steps.Name} {4 * completeness.Steps} comes nearer.";

    private static string Them(IReadOnlyList<string> options) => options.Count == 1 ? "it" : "them";

    /// <summary>Looks of cells, of a figure without.</summary>
    public static string NoCellsToChange(IReadOnlyList<string> options) =>
        $"{string.Join(", ", options)}: only cells look otherwise for {Them(options)}, and the figure is a chart; leave {Them(options)} out.";

    /// <summary>How well measures stand the test of blanking tokens out.</summary>
    public static string Faithfulness(IReadOnlyList<Measurement> measured) => TextTable.Of(
        ["measure", "Spearman against blank-out", "comprehensiveness", "sufficiency"],
        [
            .. from measurement in measured
               let test = measurement.Faithfulness
               select (string[])
               [
                   measured.Any(other => other.Kind != measurement.Kind) ? $"{measurement.Kind} {measurement.Measure}" : measurement.Measure.Name,
                   .. test is null
                       ? (string[])["–", "–", "–"]
                       : [FourDigits(test.Spearman), FourDigits(test.Comprehensiveness), FourDigits(test.Sufficiency)],
               ],
        ]).TrimEnd();

    /// <summary>No corpus.</summary>
    public static string NoCorpus(ProgramCommand command) =>
        $"No corpus: give a file of sentences, one a line. See 'attn {command.Name} --help'.";

    /// <summary>Attention in the place of texts.</summary>
    public static string NotTexts(ProgramCommand command, string path) =>
        $"'{path}' is no file of texts; attention that was kept is named with {RunFileOptions.From.Name}. See 'attn {command.Name} --help'.";

    /// <summary>A file of token ids without one.</summary>
    public static string NoIds(string file) => $"'{file}' holds no token ids; a sequence of them was expected on each line.";

    /// <summary>What is no token id.</summary>
    public static string NoId(string file, int line, string text) =>
        $"'{file}', sequence {line}: '{text}' is no token id; whole numbers {WholeRange.From(0, text)} were expected, with blanks or commas between.";

    /// <summary>Tokens that come twice are cut off.</summary>
    public static string NothingToTruncate(string option) =>
        $"{TextOptions.Truncate.Name} does not go with {option}: what is cut off at the end does not come twice any more; take fewer tokens.";

    /// <summary>What is there although the run failed: the files of texts before.</summary>
    public static string WrittenBefore(IReadOnlyList<string> files) => files.Count switch
    {
        0 => "",
        1 => $" '{files[0]}' was written before.",
        <= 3 => $" {string.Join(", ", files.Select(file => $"'{file}'"))} were written before.",
        _ => $" '{files[0]}' to '{files[^1]}', {files.Count} files, were written before.",
    };

    /// <summary>Relations of a file without trees.</summary>
    public static string NoTrees(string option, string path) =>
        $"{option} needs dependency trees, and '{path}' is no treebank: give a file in CoNLL-U whose name ends in .conllu.";

    // What libtorch says of a failure, without the frames of its stack that follow.
    private static string WithoutFrames(string message) => message.Split("\nException raised from ")[0];

    private static string FourDigits(double number) => number.ToString("0.0000", CultureInfo.InvariantCulture);

    /// <summary>a, b and c.</summary>
    public static string Listed(IEnumerable<string> words, string last = "and")
    {
        string[] all = [.. words];
        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} {last} {all[^1]}";
    }

    private static string Wrote(WrittenRecord written, string what) =>
        $"Wrote {Files(written.Files)}: {what} of "
        + $"{Sizes(written.Sizes, written.Unit)}{CutOff(written)}.";

    private static string Sizes(IReadOnlyList<ShownSize> sizes, string unit) => Listed(sizes.Select((size, i) =>
        (size.Keys is null ? "" : $"{size.Rows} by ") + (i == sizes.Count - 1 ? Count(size.Keys ?? size.Rows, unit) : $"{size.Keys ?? size.Rows}")));

    private static string CutOff(WrittenRecord written) =>
        written.Record.Provenance.TruncatedTokens is > 0 and int cut ? $"; {CutOff(cut)}" : "";

    private static string Files(IReadOnlyList<string> files)
    {
        string[] named = [.. files.Where(file => file != OutputOptions.Stdout)];
        IEnumerable<string> toStdout = named.Length < files.Count ? ["to standard output"] : [];
        return named.Length <= MostNamedFiles ? Listed(named.Concat(toStdout)) : Listed([$"{named.Length} files, {named[0]} to {named[^1]}", .. toStdout]);
    }

    /// <summary>1 head, 2 heads.</summary>
    public static string Count(int number, string what) => Plural.Of(number, what);

    private static string Quoted(string path) => path.Any(char.IsWhiteSpace) ? $"\"{path}\"" : path;

    private static string See(ProgramCommand command) => $"See 'attn {command.Name} --help'.";
}
