using AttnExtract.Cli.Commands;
using AttnExtract.Cli.Help;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Running;
using AttnExtract.Ground;
using AttnExtract.Model;

namespace AttnExtract.Cli;

/// <summary><c>attn</c>: reads the command line, runs the command that it names, and says how it went.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        NativeTuning.Apply();
        using Interruption interruption = new();
        StandardStreams.Fill();
        using Shell shell = Shell.OfThisProcess();
        return ProcessEnd.Now(Run(arguments, shell));
    }

    /// <summary>Runs one command line.</summary>
    /// <param name="arguments">What was typed after the program's name.</param>
    /// <param name="shell">Where it reads and writes.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments, Shell shell)
    {
        try
        {
            Dispatch(arguments, shell);
            shell.Out.Flush();
            shell.SayRemarks();
            return ExitCode.Done;
        }
        catch (Exception failure)
        {
            return Failure.Report(failure, arguments, shell);
        }
        finally
        {
            Flush(shell);
        }
    }

    // What could not be written has been said.
    private static void Flush(Shell shell)
    {
        try
        {
            shell.Out.Flush();
        }
        catch (AttnExtractException)
        {
            shell.Error.Flush();
        }
    }

    private static void Dispatch(string[] arguments, Shell shell)
    {
        switch (arguments)
        {
            case []:
                shell.Out.Write(HelpText.Short(shell.KnownColumns));
                break;
            case ["--version"]:
                shell.Out.Write(VersionText.All());
                break;
            case ["--help" or "-h" or "help"] or ["--version" or "help", "--help" or "-h", ..]:
                shell.Out.Write(HelpText.Overview(shell.KnownColumns));
                break;
            case ["help", "--man"]:
                shell.Drawing.Write(ManualPage.Write());
                break;
            case ["help", string name, .. var rest] when rest.All(ReportOptions.IsHelp):
                shell.Out.Write(HelpText.Of(CommandCatalog.Get(name), shell.KnownColumns));
                break;
            case ["--version", string surplus, ..]:
                throw new UsageException(Messages.OneTooMany("--version", surplus));
            case ["help", string about, string surplus, ..]:
                throw new UsageException(Messages.OneTooMany($"help {about}", surplus));
            case ["--help" or "-h", .. var asked]:
                Dispatch([.. asked, "--help"], shell);
                break;
            default:
                CommandCatalog.Get(arguments[0]).Run(arguments[1..], shell);
                break;
        }
    }
}
