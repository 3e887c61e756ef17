using System.Runtime.InteropServices;

namespace AttnExtract.Model;

/// <summary>
/// Settings of the C library, of OpenMP and of MKL that a program must make before it loads libtorch. On Linux only; a variable that
/// the user has set stays as it is. Models make them when the first is loaded; a program makes them before it starts a thread, since another
/// thread that reads the environment meanwhile may read what is no more.
/// </summary>
public static partial class NativeTuning
{
    // <malloc.h>
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;
    private const int LargestMappable = 1 << 30;

    // libtorch then asks for huge pages from 2 MB up (c10/core/impl/alloc_cpu.cpp).
    private const string HugePages = "THP_MEM_ALLOC_ENABLE";

    // How often a thread looks before it sleeps. libgomp's own 300,000 hold a core while another thread of this process, or
    // another program, waits for it: a forward pass of 9 ms then takes up to a second. 10,000 cost an idle machine nothing.
    private const string Spins = "GOMP_SPINCOUNT";
    private const string FewSpins = "10000";

    // MKL otherwise divides the products of short texts among threads, and then adds in another order: with one thread or two, the numbers of a
    // text of 5, 7, 9 or 11 tokens differed by up to 1e-6. So set, they are those of one thread, in the same time.
    private const string Reproducible = "MKL_CBWR";
    private const string SameOrder = "AUTO,STRICT";

    private static bool _isApplied;

    /// <summary>
    /// Makes the settings. By default glibc returns each large freed block to the kernel and asks for it again, and the page
    /// faults cost as much as half the attention: it is told to keep them.
    /// </summary>
    public static void Apply()
    {
        if (!OperatingSystem.IsLinux() || Interlocked.Exchange(ref _isApplied, true))
        {
            return;
        }

        try
        {
            _ = SetEnvironment(Spins, FewSpins, overwrite: 0);
            _ = SetEnvironment(Reproducible, SameOrder, overwrite: 0);
            _ = SetEnvironment(HugePages, "1", overwrite: 0);
            _ = SetMallocOption(MapThreshold, LargestMappable);
            _ = SetMallocOption(TrimThreshold, int.MaxValue);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, without mallopt: its allocator has other habits.
        }
    }

    /// <summary>
    /// Gives freed memory back to the kernel, for who is about to do something else than before: what loading a model or one chunk of a corpus has taken and
    /// let go of would else stay beside what the next takes.
    /// </summary>
    public static void GiveBack()
    {
        if (OperatingSystem.IsLinux())
        {
            try
            {
                _ = Trim(0);
            }
            catch (EntryPointNotFoundException)
            {
                // Another C library: what it keeps is its own affair.
            }
        }
    }

    // The runtime's own Environment.SetEnvironmentVariable does not reach getenv in C.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetMallocOption(int option, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint left);
}
