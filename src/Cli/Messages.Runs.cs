using System.Globalization;
using AttnExtract.Cli.Commands;
using AttnExtract.Cli.Options;
using AttnExtract.Extract.Chunks;

namespace AttnExtract.Cli;

/// <summary>What is said of runs over a corpus that a folder keeps.</summary>
internal static partial class Messages
{
    /// <summary>The language of a target that nothing reads.</summary>
    /// <param name="model">The model, where it has no decoder; else null.</param>
    public static string UnreadLanguage(string? model) =>
        $"{TargetOptions.Language.Name} has no effect: "
        + (model is null ? "the attention of the encoder does not depend on a target." : $"{model} has no decoder that reads a target.");

    /// <summary>Another output beside the folder.</summary>
    public static string FolderIsAlone(string folder) =>
        $"'{folder}' keeps a run's chunks, and nothing is written beside it: give it alone, then attn merge {folder} -o FILE.";

    /// <summary>What a folder does not keep.</summary>
    public static string BelongsToMerge(string option, string folder) =>
        $"'{option}' is for what a run comes to, and '{folder}' keeps its chunks: leave it out here, and give it to attn merge {folder}.";

    /// <summary>Standard input, which is gone when a run goes on.</summary>
    public static string FolderNeedsFile(string folder) =>
        $"'{folder}' keeps a run that may go on later, when standard input is gone; name a file of texts.";

    /// <summary>A text on the command line, which is no corpus.</summary>
    public static string FolderNeedsCorpus(string folder) => $"'{folder}' keeps a run over a corpus; give a file of texts with -i FILE.";

    /// <summary>What is not done in chunks.</summary>
    public static string NotChunked(string option) => $"'{option}' is for statistics of a corpus of texts; leave it out, or name a file of texts alone.";

    /// <summary>What a study does not do in chunks.</summary>
    public static string NotInChunks(string option, string what) => $"'{option}' is not for {what}, which is not done in chunks; leave one of them out.";

    /// <summary>A corpus that is not there; whoever gives a text where a file is expected learns so.</summary>
    public static string NoCorpusFile(ProgramCommand command, string path)
    {
        bool takesText = command.OwnOptions.Contains(TextOptions.Input);
        string text = $"'{path.Replace("'", "'\\''")}'";
        return $"There is no file '{path}'. 'attn {command.Name}{(takesText ? $" {TextOptions.Input.Name}" : "")}' takes a file of texts, one a line"
            + (command is HeadsCommand ? ", or of dependency trees whose name ends in .conllu." : ".")
            + (!path.Contains(' ') ? ""
                : takesText ? $" One text: attn {command.Name} {text}"
                : $" One text: echo {text} | attn {command.Name} -");
    }

    /// <summary>A line that is no pair; what was expected follows.</summary>
    public static string NoPair(string line) => $"“{line.Replace("\t", " | ", StringComparison.Ordinal)}” is no pair of texts";

    /// <summary>What was expected instead.</summary>
    /// <param name="mayBeOne">Whether one text is enough, which two models read.</param>
    /// <param name="areRecords">Whether names of files are meant.</param>
    public static string WhatIsAPair(bool mayBeOne, bool areRecords) => areRecords ? "names of two files were expected, a tab between"
        : mayBeOne ? "two were expected with a tab between, or one"
        : $"two were expected with a tab between, or one and {ModelOptions.Other.Name} for a second model";

    /// <summary>Pairs of texts for a model whose decoder reads something else.</summary>
    public static string PairsOfEncoder(string model) =>
        $"{model} has an encoder and a decoder, and a pair says nothing of what the decoder reads: compare its encoder with --attention encoder.";

    /// <summary>The attention of a decoder, whose words are in no tree.</summary>
    public static string TreesOfEncoder(string option, string kind, string relations) =>
        $"'{option} {kind}' is not for {relations}: a tree is of the words that the encoder reads; leave it out.";

    /// <summary>What is wrong with one text of a corpus.</summary>
    /// <param name="failure">What is wrong.</param>
    /// <param name="path">The corpus.</param>
    /// <param name="number">The number of the text, from 1.</param>
    /// <param name="line">The line that it stands in; null where there are none.</param>
    public static string OfText(string failure, string path, long number, long? line)
    {
        string corpus = path == TextOptions.Stdin ? "standard input" : $"'{path}'";
        return string.Create(
            CultureInfo.InvariantCulture, $"{failure} That was text {number} of {corpus}, {(line is null ? "counted from 1" : $"in line {line}")}.");
    }

    /// <summary>A picture of statistics that a run does not come to.</summary>
    public static string NotOfRelations(string option, string folder, string relations) =>
        $"'{option}' draws statistics, and '{folder}' is a run of {relations}, which has none; leave it out.";

    /// <summary>A folder in the place of the file that a run is merged into.</summary>
    public static string MergedIntoFile(string path) => $"'{path}' is the name of a folder, and a run is merged into a file; give the name of one.";

    /// <summary>No folder of a run.</summary>
    public static string NoRun(ProgramCommand command) => $"No folder: name that of a run, such as run/. {See(command)}";

    /// <summary>A table whose lines were taken for texts.</summary>
    public static string TableByLines(string what) =>
        $"{what} was read line by line, its first line too; {TextOptions.Column.Name} NAME takes the texts of a column.";

    /// <summary>A plan that names what is no study.</summary>
    public static string NoSuchStudy(RunFolder run) =>
        $"The plan in '{run.Path}' is damaged: '{run.Plan.Study}' is no study over a corpus. Start the study again in a new folder.";

    /// <summary>A run has its plan.</summary>
    public static string Planned(RunFolder run) =>
        $"{run.Path}: {Count(run.Plan.Corpus.TextCount, "text")} in {Count(run.Plan.ChunkCount, "chunk")}, of which {run.Missing.Length} are missing. "
        + "Nothing was computed; leave out --plan to do that.";

    /// <summary>A shard of a run is done.</summary>
    /// <param name="run">The run.</param>
    /// <param name="shard">The shard.</param>
    /// <param name="there">How many of its chunks were done before.</param>
    public static string Filled(RunFolder run, Shard shard, int there)
    {
        int missing = run.Missing.Length;
        return string.Create(CultureInfo.InvariantCulture, $"{run.Path}: {(shard == Shard.All ? "" : $"shard {shard} is done, ")}")
            + (missing > 0 ? string.Create(CultureInfo.InvariantCulture, $"{missing} of {Count(run.Plan.ChunkCount, "chunk")} of the run are missing yet. ")
                : run.Plan.ChunkCount == 1 ? "its only chunk is there. "
                : string.Create(CultureInfo.InvariantCulture, $"all of {Count(run.Plan.ChunkCount, "chunk")} are there. "))
            + (there > 0 ? string.Create(CultureInfo.InvariantCulture, $"{there} {(there == 1 ? "was" : "were")} there already. ") : "")
            + (missing > 0 ? $"Next: attn status {run.Path}" : $"Next: attn merge {run.Path} -o FILE");
    }
}
