using System.CommandLine;
using AttnExtract.Cli.Commands;
using AttnExtract.Cli.Options;
using AttnExtract.Extract.Chunks;

namespace AttnExtract.Cli.Cluster;

/// <summary>The command line of a study that many machines share: what each of them runs, and what puts together what they leave.</summary>
internal sealed class StudyLine
{
    private static readonly MergeCommand Merging = new();

    private readonly IReadOnlyList<string> _words;
    private readonly IReadOnlyList<string> _merging;

    private StudyLine(ProgramCommand command, string folder, IReadOnlyList<string> words, IReadOnlyList<string> merging)
    {
        (Command, Folder, _words, _merging) = (command, folder, words, merging);
    }

    /// <summary>The study.</summary>
    public ProgramCommand Command { get; }

    /// <summary>The folder of the run, as it was typed.</summary>
    public string Folder { get; }

    /// <summary>What each machine runs, after <c>attn</c>.</summary>
    public IReadOnlyList<string> Task => [Command.Name, .. InFolder, .. _words];

    /// <summary>What puts it together, after <c>attn</c>.</summary>
    public IReadOnlyList<string> Merge => [Merging.Name, Folder, .. _merging];

    private string[] InFolder => ["-o", Folder];

    /// <summary>Reads it as the study itself would.</summary>
    /// <param name="call">The command line that it is part of.</param>
    /// <param name="typed">Its words.</param>
    /// <exception cref="UsageException">It is wrong, or keeps nothing in a folder.</exception>
    public static StudyLine Read(Invocation call, IReadOnlyList<string> typed)
    {
        if (typed is not [string name, ..])
        {
            throw new UsageException(Messages.NoStudy(call.Command));
        }

        ProgramCommand command = CommandCatalog.Get(name);
        if (!command.OwnOptions.Contains(RunFolderOptions.Shard))
        {
            throw new UsageException(Messages.NotShared(name));
        }

        Invocation study = new(ArgumentReader.Read(command, [.. typed.Skip(1)]), command, call.Shell);
        if (((Option[])[RunFolderOptions.Shard, RunFolderOptions.PlanOnly]).FirstOrDefault(study.Has) is { } ofOneProcess)
        {
            throw new UsageException(Messages.NotOfTasks(call.Command, ofOneProcess.Name));
        }

        string[] outputs = study.Value(OutputOptions.Output) ?? [];
        if (outputs.Where(path => RunFolderOptions.IsFolder(command, path)).ToArray() is not [string folder])
        {
            throw new UsageException(Messages.NoRunFolder(call.Command, name));
        }

        // What looks and files are for is said to whoever merges.
        Option[] looks = [.. Merging.OwnOptions.Where(option => option != OutputOptions.Output)];
        return new(
            command, folder, [.. study.ArgumentsWithout([OutputOptions.Output, .. looks])],
            [.. outputs.Where(path => path != folder).SelectMany(file => (string[])["-o", file]), .. study.Retyped(looks)]);
    }

    /// <summary>
    /// Has the study check everything that can be checked before its texts are read by the model, and write the plan of the run; and then the
    /// merge.
    /// </summary>
    /// <param name="shell">Where they read and write.</param>
    /// <returns>The run.</returns>
    /// <exception cref="UsageException">A command line is wrong.</exception>
    /// <exception cref="Ground.AttnExtractException">Corpus, model, folder or files are not what they have to be.</exception>
    public RunFolder Plan(Shell shell)
    {
        string[] planOnly = [RunFolderOptions.PlanOnly.Name, ReportOptions.Quiet.Name];
        Command.Run([.. InFolder, .. planOnly, .. _words], shell);
        RunFolder run = RunFolder.Open(Folder);
        Command.Run([.. planOnly, .. _merging, .. run.Plan.Words], shell, run);
        return run;
    }
}
