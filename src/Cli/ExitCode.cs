namespace AttnExtract.Cli;

/// <summary>What the program says to the shell when it ends.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The command line made sense, but it could not be done.</summary>
    public const int Failed = 1;

    /// <summary>The command line itself is wrong, whatever the files and the model hold.</summary>
    public const int Usage = 2;

    /// <summary>To which the number of a signal is added.</summary>
    public const int Signalled = 128;

    /// <summary>Stopped from outside: 128 and the number of the signal, as shells have it.</summary>
    public const int Interrupted = 130;

    /// <summary>Its terminal is gone: the same for SIGHUP.</summary>
    public const int HungUp = 129;

    /// <summary>Told to end and leave its memory behind: the same for SIGQUIT.</summary>
    public const int Quit = 131;

    /// <summary>Told to end: the same for SIGTERM.</summary>
    public const int Terminated = 143;
}
