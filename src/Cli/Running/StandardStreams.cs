using System.Globalization;

namespace AttnExtract.Cli.Running;

/// <summary>The three streams that a program is started with, any of which may be closed.</summary>
internal static class StandardStreams
{
    private const int Count = 3;

    // O_CLOEXEC (<fcntl.h>).
    private const int ClosesOnStart = 0x80000;

    private static readonly List<FileStream> Fillers = [];

    /// <summary>Whether a stream was open when the program was started.</summary>
    /// <param name="number">0, 1 or 2: standard input, output, error.</param>
    public static bool IsOpen(int number)
    {
        // What takes the place of a closed stream, such as a file of the runtime, was opened since; and what is opened here closes when a
        // program is started, as nothing does that was open at the start.
        if (!OperatingSystem.IsLinux() || !Directory.Exists("/proc/self/fdinfo"))
        {
            return true;
        }

        try
        {
            string flags = File.ReadLines($"/proc/self/fdinfo/{number.ToString(CultureInfo.InvariantCulture)}")
                .First(line => line.StartsWith("flags:", StringComparison.Ordinal));
            return (Convert.ToInt32(flags["flags:".Length..].Trim(), 8) & ClosesOnStart) == 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Puts nothing in the place of closed streams, so that no file gets there which libraries then write their remarks into.</summary>
    public static void Fill()
    {
        while (OperatingSystem.IsLinux())
        {
            FileStream filler = new("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            if (filler.SafeFileHandle.DangerousGetHandle() >= Count)
            {
                filler.Dispose();
                return;
            }

            Fillers.Add(filler);
        }
    }
}
