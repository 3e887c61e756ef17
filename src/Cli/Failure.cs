using AttnExtract.Cli.Options;
using AttnExtract.Ground;

namespace AttnExtract.Cli;

/// <summary>Says what went wrong: one sentence; the stack trace only to whoever asked for it.</summary>
internal static class Failure
{
    /// <summary>Writes the sentence to standard error.</summary>
    /// <returns>The exit code that goes with it.</returns>
    public static int Report(Exception failure, IReadOnlyList<string> arguments, Shell shell)
    {
        failure = Expected(failure);
        bool isVerbose = arguments.Contains(ReportOptions.Verbose.Name);
        shell.Error.WriteLine(
            failure is UsageException or AttnExtractException ? Messages.Failed(failure.Message + Messages.WrittenBefore(shell.Written))
            : Messages.FailedUnexpectedly(failure, isVerbose));
        if (isVerbose)
        {
            shell.Error.WriteLine(failure);
        }

        return failure is UsageException ? ExitCode.Usage : ExitCode.Failed;
    }

    /// <summary>What is told of a failure: of several threads the first, of a type that cannot be made ready the cause.</summary>
    public static Exception Expected(Exception failure) => failure switch
    {
        AggregateException several when several.Flatten().InnerExceptions is [Exception first, ..] => Expected(first),
        TypeInitializationException { InnerException: { } cause } => Expected(cause),
        _ => MissingMemory.IsMeantBy(failure) ? MissingMemory.Told(failure) : failure,
    };
}
