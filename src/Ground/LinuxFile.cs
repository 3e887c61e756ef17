using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AttnExtract.Ground;

/// <summary>What Linux knows of files beyond .NET: what sort they are of, and files that have no name yet. Elsewhere there is less to know.</summary>
internal static partial class LinuxFile
{
    // <fcntl.h> of x64, the one processor of Linux for which there is a libtorch here; O_TMPFILE.
    private const int CurrentFolder = -100;
    private const int FollowLinks = 0x400;
    private const int ReadWrite = 0x2;
    private const int CloseOnExec = 0x80000;
    private const int Nameless = 0x410000;

    // Read and write for everybody; the user's mask takes from it.
    private const uint UsualMode = 0x1B6;

    // <linux/stat.h>: struct statx is the same on every processor.
    private const int StatusBytes = 256;
    private const int ModeAt = 28;
    private const int InodeAt = 32;
    private const int SizeAt = 40;
    private const int ChangeSecondsAt = 112;
    private const int ChangeNanosecondsAt = 120;
    private const int DriverAt = 128;
    private const int DeviceAt = 136;
    private const uint WantsType = 1;
    private const uint WantsState = 0x340;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const int TypeBits = 0xF000;
    private const int PipeType = 0x1000;
    private const int CharacterDevice = 0x2000;
    private const int BlockDevice = 0x6000;

    // Documentation/admin-guide/devices.txt of Linux.
    private const uint ConsoleDriver = 4;
    private const uint TerminalDriver = 5;
    private const uint FirstWindowDriver = 136;
    private const uint LastWindowDriver = 143;

    /// <summary>Whether a path leads to what takes bytes and keeps none: a device, a named pipe, a stream that is open already.</summary>
    public static bool IsStream(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return path.StartsWith("/dev/", StringComparison.Ordinal) && File.Exists(path);
        }

        byte[] status = new byte[StatusBytes];
        int type = Status(CurrentFolder, path, 0, WantsType, status) == 0 ? BitConverter.ToUInt16(status, ModeAt) & TypeBits : 0;
        return type is PipeType or CharacterDevice or BlockDevice || (type != 0 && IsDescriptor(path));
    }

    /// <summary>Whether a path leads to a terminal: a device of one of the drivers that have them.</summary>
    public static bool IsTerminal(string path)
    {
        byte[] status = new byte[StatusBytes];
        return OperatingSystem.IsLinux() && Status(CurrentFolder, path, 0, WantsType, status) == 0
            && (BitConverter.ToUInt16(status, ModeAt) & TypeBits) == CharacterDevice
            && BitConverter.ToUInt32(status, DriverAt) is ConsoleDriver or TerminalDriver or (>= FirstWindowDriver and <= LastWindowDriver);
    }

    /// <summary>What tells that a file is still the same; null where there is none.</summary>
    public static FileState? StateOf(string path)
    {
        byte[] status = new byte[StatusBytes];
        return Status(CurrentFolder, path, 0, WantsState, status) != 0 ? null : new(
            BitConverter.ToInt64(status, SizeAt),
            (BitConverter.ToInt64(status, ChangeSecondsAt) * NanosecondsPerSecond) + BitConverter.ToUInt32(status, ChangeNanosecondsAt),
            BitConverter.ToUInt64(status, DeviceAt),
            BitConverter.ToUInt64(status, InodeAt));
    }

    /// <summary>Whether a path names a file that a process has open, and so no place in a folder.</summary>
    public static bool IsDescriptor(string path) =>
        path.StartsWith("/proc/", StringComparison.Ordinal) && Path.GetFileName(Path.GetDirectoryName(path)) == "fd";

    /// <summary>Makes a file that has no name, so that nothing of it stays if the process ends.</summary>
    /// <param name="folder">The folder that it may get a name in.</param>
    /// <returns>The file, open; null where there is no such thing.</returns>
    public static SafeFileHandle? CreateNameless(string folder)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64 || !Directory.Exists("/proc/self/fd"))
        {
            return null;
        }

        int number = Open(folder, Nameless | ReadWrite | CloseOnExec, UsualMode);
        return number < 0 ? null : new SafeFileHandle(number, ownsHandle: true);
    }

    /// <summary>Gives a file without a name one that nothing bears yet.</summary>
    /// <returns>Whether that could be done.</returns>
    public static bool TryName(SafeFileHandle file, string path) =>
        Link(CurrentFolder, PathOf(file), CurrentFolder, path, FollowLinks) == 0;

    /// <summary>Where the content of an open file can be read.</summary>
    public static string PathOf(SafeFileHandle file) => $"/proc/self/fd/{file.DangerousGetHandle()}";

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int folder, string path, int flags, uint wanted, [Out] byte[] status);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "linkat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(int oldFolder, string oldPath, int newFolder, string newPath, int flags);
}
