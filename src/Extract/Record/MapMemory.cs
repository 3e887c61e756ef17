using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AttnExtract.Extract;

/// <summary>
/// Memory for maps, and again that of records which are gone: memory that the kernel hands out anew costs more than what is written into it. Nobody gives
/// it back; the garbage collector says when nothing can see an array any more, neither a record nor a part of one nor a span.
/// </summary>
internal static class MapMemory
{
    // Smaller arrays are cheap to make.
    private const int LeastToKeep = 1 << 14;

    // A collection is asked for after so many bytes, and so seldom that it costs a quarter of what the kernel would take for them: 4 MiB a millisecond.
    private const long LeastBetween = 64 << 20;
    private const double BytesAMillisecond = 16 << 20;

    private static readonly ConditionalWeakTable<float[], Keeper> Lent = [];
    private static readonly Lock Guard = new();

    // By length. What is not asked for between two full collections is let go of.
    private static Dictionary<int, Stack<Keeper>> _kept = [];
    private static Dictionary<int, Stack<Keeper>> _keptLonger = [];
    private static long _bytesSince;
    private static long _bytesBetween = LeastBetween;

    static MapMemory() => _ = new Clock();

    /// <summary>Memory for numbers, with anything in it.</summary>
    /// <param name="count">How many.</param>
    public static float[] Lend(int count)
    {
        if (count < LeastToKeep)
        {
            return GC.AllocateUninitializedArray<float>(count);
        }

        _ = Interlocked.Add(ref _bytesSince, (long)count * sizeof(float));
        if ((Take(count) ?? (Collects() ? Take(count) : null)) is { } keeper)
        {
            Lent.AddOrUpdate(keeper.Array, keeper);
            GC.ReRegisterForFinalize(keeper);
            return keeper.Array;
        }

        float[] made = GC.AllocateUninitializedArray<float>(count);
        Lent.Add(made, new Keeper(made));
        return made;
    }

    private static Keeper? Take(int count)
    {
        lock (Guard)
        {
            return TakeFrom(_kept) ?? TakeFrom(_keptLonger);
        }

        Keeper? TakeFrom(Dictionary<int, Stack<Keeper>> kept) =>
            kept.TryGetValue(count, out Stack<Keeper>? keepers) && keepers.TryPop(out Keeper? keeper) ? keeper : null;
    }

    // Arrays that nobody has any more are found by a full collection alone, which the collector itself puts off while memory is plenty.
    private static bool Collects()
    {
        if (Interlocked.Read(ref _bytesSince) < Interlocked.Read(ref _bytesBetween))
        {
            return false;
        }

        _ = Interlocked.Exchange(ref _bytesSince, 0);
        long start = Stopwatch.GetTimestamp();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        _ = Interlocked.Exchange(ref _bytesBetween, Math.Max(LeastBetween, (long)(milliseconds * BytesAMillisecond)));
        return true;
    }

    private static void Keep(Keeper keeper)
    {
        lock (Guard)
        {
            if (!_kept.TryGetValue(keeper.Array.Length, out Stack<Keeper>? keepers))
            {
                _kept.Add(keeper.Array.Length, keepers = []);
            }

            keepers.Push(keeper);
        }
    }

    /// <summary>Lives as long as its array, which refers to it by the table alone; then it is finalized, and takes the array back.</summary>
    private sealed class Keeper(float[] array)
    {
        ~Keeper() => Keep(this);

        public float[] Array => array;
    }

    /// <summary>Is finalized in every full collection.</summary>
    private sealed class Clock
    {
        ~Clock()
        {
            lock (Guard)
            {
                (_kept, _keptLonger) = ([], _kept);
            }

            GC.ReRegisterForFinalize(this);
        }
    }
}
