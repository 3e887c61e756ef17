using AttnExtract.Cli.Commands;
using AttnExtract.Cli.Options;

namespace AttnExtract.Cli.Cluster;

/// <summary>The command line of a study that many machines share: what each of them runs, and what puts together what they leave.</summary>
/// <param name="Command">The study.</param>
/// <param name="Folder">The folder of the run, as it was typed.</param>
/// <param name="Task">What each machine runs, after <c>attn</c>.</param>
/// <param name="Merge">What puts it together, after <c>attn</c>.</param>
internal sealed record StudyLine(ProgramCommand Command, string Folder, IReadOnlyList<string> Task, IReadOnlyList<string> Merge)
{
    private const string MergeCommand = "merge";

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
        Invocation study = new(ArgumentReader.Read(command, [.. typed.Skip(1)]), command, call.Shell);
        string[] outputs = study.Command.Syntax.Options.Contains(OutputOptions.Output) ? study.Value(OutputOptions.Output) ?? [] : [];
        string[] folders = [.. outputs.Where(Path.EndsInDirectorySeparator)];
        if (folders is not [string folder])
        {
            throw new UsageException(Messages.NoRunFolder(call.Command, name));
        }

        return new(
            command, folder,
            [name, .. study.ArgumentsWithout(OutputOptions.Output, output => output != folder)],
            [MergeCommand, folder, .. outputs.Where(file => file != folder).SelectMany(file => (string[])[OutputOptions.Output.Name, file])]);
    }
}
