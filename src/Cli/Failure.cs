using System.Runtime.InteropServices;
using AttnExtract.Cli.Options;
using AttnExtract.Ground;

namespace AttnExtract.Cli;

/// <summary>Says what went wrong: one sentence; the stack trace only to whoever asked for it.</summary>
internal static class Failure
{
    // The loader's words for a library that finds no room; dl-load.c and dl-map-segments.h of glibc.
    private static readonly string[] NotMapped = ["failed to map segment from shared object", "annot allocate memory"];

    /// <summary>Writes the sentence to standard error.</summary>
    /// <returns>The exit code that goes with it.</returns>
    public static int Report(Exception failure, IReadOnlyList<string> arguments, Shell shell)
    {
        failure = Expected(failure);
        bool isVerbose = arguments.Contains(ReportOptions.Verbose.Name);
        shell.Error.WriteLine(
            failure is UsageException or AttnExtractException ? Messages.Failed(failure.Message)
            : IsOutOfMemory(failure) ? Messages.OutOfMemory(failure.Message)
            : Messages.FailedUnexpectedly(failure, isVerbose));
        if (isVerbose)
        {
            shell.Error.WriteLine(failure);
        }

        return failure is UsageException ? ExitCode.Usage : ExitCode.Failed;
    }

    // libtorch's allocator has no type of its own for it; c10/core/impl/alloc_cpu.cpp.
    private static bool IsOutOfMemory(Exception failure) =>
        failure is OutOfMemoryException
        || (failure is ExternalException && failure.Message.Contains("not enough memory", StringComparison.OrdinalIgnoreCase))
        || (failure is ExternalException && failure.Message.Contains("can't allocate memory", StringComparison.Ordinal))
        || (failure is DllNotFoundException && NotMapped.Any(said => failure.Message.Contains(said, StringComparison.Ordinal)));

    // What fails in several threads at once is told by the first, what fails while a type is made ready by its cause.
    private static Exception Expected(Exception failure) => failure switch
    {
        AggregateException several when several.Flatten().InnerExceptions is [Exception first, ..] => Expected(first),
        TypeInitializationException { InnerException: { } cause } => Expected(cause),
        _ => failure,
    };
}
