using System.Runtime.InteropServices;

namespace AttnExtract.Model;

/// <summary>
/// Tells glibc's allocator to keep the memory of freed tensors. By default it returns each large block to the kernel and asks
/// for it again, and the page faults cost as much as half the attention. Elsewhere nothing is done.
/// </summary>
internal static partial class NativeMemory
{
    // <malloc.h>
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;
    private const int LargestMappable = 1 << 30;

    // libtorch then asks for huge pages from 2 MB up (c10/core/impl/alloc_cpu.cpp).
    private const string HugePages = "THP_MEM_ALLOC_ENABLE";

    /// <summary>Must run before libtorch is loaded. A variable that the user has set stays as it is.</summary>
    public static void KeepFreedBlocks()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = SetEnvironment(HugePages, "1", overwrite: 0);
            _ = SetMallocOption(MapThreshold, LargestMappable);
            _ = SetMallocOption(TrimThreshold, int.MaxValue);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, without mallopt: its allocator has other habits.
        }
    }

    // The runtime's own Environment.SetEnvironmentVariable does not reach getenv in C.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetMallocOption(int option, int value);
}
