using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace AttnExtract.Model.Network;

/// <summary>
/// libtorch's own threads and its own products of matrices, for work that it knows no operation for. Whoever starts threads of his own beside them has two
/// for every core; and a thread that shares out one product waits for the others at each.
/// </summary>
internal static unsafe partial class LibTorchTeam
{
    /// <summary>libtorch's library, which brings MKL along, and names the OpenMP library that it was linked with.</summary>
    internal const string Library = "torch_cpu";

    private static readonly Lazy<bool> Found = new(Find);

    /// <summary>Whether they can be reached: on Linux, where libtorch is built with MKL.</summary>
    public static bool IsThere => Found.Value;

    /// <summary>Does work in parts, each of which is done once, by whichever thread is free; as many as libtorch may use on this thread.</summary>
    /// <param name="count">How many parts there are.</param>
    /// <param name="work">Does the part of that number.</param>
    public static void Share(int count, Action<int> work)
    {
        Shared shared = new(count, work);
        GCHandle handle = GCHandle.Alloc(shared);
        try
        {
            Parallel(&Join, GCHandle.ToIntPtr(handle), 0, 0);
        }
        finally
        {
            handle.Free();
        }

        shared.Failure?.Throw();
    }

    /// <summary>result = factor · left × right, or × rightᵀ, of matrices whose rows lie so far apart as said.</summary>
    /// <param name="left">[row, inner]</param>
    /// <param name="right">[inner, column], or [column, inner] where it is turned.</param>
    /// <param name="isTurned">Whether the right one is turned.</param>
    /// <param name="result">[row, column]</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="inner">How many products are added up.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="factor">What every sum is multiplied by.</param>
    public static void Multiply(Rows left, Rows right, bool isTurned, Rows result, int rows, int inner, int columns, float factor)
    {
        // In its order of columns the result is the product of the two turned, in the other order.
        byte turn = isTurned ? (byte)'T' : (byte)'N';
        byte stay = (byte)'N';
        float none = 0;
        (int ofRight, int ofLeft, int ofResult) = (right.Stride, left.Stride, result.Stride);
        Multiply(
            &turn, &stay, &columns, &rows, &inner, &factor, right.First, &ofRight, left.First, &ofLeft, &none, result.First, &ofResult);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Join(nint shared) => ((Shared)GCHandle.FromIntPtr(shared).Target!).Help();

    private static bool Find()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            (float two, float six) = (2, 0);
            Multiply(new Rows((nint)(&two), 1), new Rows((nint)(&two), 1), false, new Rows((nint)(&six), 1), 1, 1, 1, 1.5f);
            Share(1, _ => { });
            return six == 6;
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    // BLAS, with numbers of 32 bits.
    [LibraryImport(Library, EntryPoint = "sgemm_")]
    private static partial void Multiply(
        byte* turnLeft, byte* turnRight, int* rows, int* columns, int* inner, float* factor, float* left, int* leftStride, float* right, int* rightStride,
        float* before, float* result, int* resultStride);

    // libgomp's entry for a parallel region, of as many threads as the calling one may have.
    [LibraryImport(Library, EntryPoint = "GOMP_parallel")]
    private static partial void Parallel(delegate* unmanaged[Cdecl]<nint, void> join, nint shared, uint threads, uint flags);

    /// <summary>Rows of numbers in the library's memory.</summary>
    /// <param name="Address">Where the first number lies.</param>
    /// <param name="Stride">How far apart the rows begin.</param>
    public readonly record struct Rows(nint Address, int Stride)
    {
        /// <summary>The first number; no public member, since a record prints those, and what is compiled natively can print no address.</summary>
        internal float* First => (float*)Address;

        /// <summary>The same from a later row on.</summary>
        public Rows From(int row) => this with { Address = (nint)(First + ((long)row * Stride)) };
    }

    private sealed class Shared(int count, Action<int> work)
    {
        private int _next = -1;

        public ExceptionDispatchInfo? Failure { get; private set; }

        // No exception may pass the library's frames.
        public void Help()
        {
            try
            {
                for (int part = Interlocked.Increment(ref _next); part < count; part = Interlocked.Increment(ref _next))
                {
                    work(part);
                }
            }
            catch (Exception failure)
            {
                Failure = ExceptionDispatchInfo.Capture(failure);
                Volatile.Write(ref _next, count);
            }
        }
    }
}
