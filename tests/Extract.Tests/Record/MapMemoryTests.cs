using System.Runtime.CompilerServices;

namespace AttnExtract.Extract.Tests.Record;

/// <summary>Collections of others count too.</summary>
[CollectionDefinition(nameof(MapMemoryTests), DisableParallelization = true)]
public sealed class MapMemoryAlone;

/// <summary>Memory of maps is used again when nobody can see it, and never before. Lengths are of no map, so that no other test takes part.</summary>
[Collection(nameof(MapMemoryTests))]
public sealed class MapMemoryTests
{
    [Fact]
    public void Memory_that_nobody_has_any_more_is_lent_again()
    {
        const int count = 100_003;
        WeakReference first = Mark(count);
        Collect();
        float[] again = MapMemory.Lend(count);
        Assert.Equal(42, again[7]);
        Assert.Same(first.Target, again);
    }

    [Fact]
    public void It_is_lent_again_as_often_as_it_comes_back()
    {
        const int count = 100_019;
        Mark(count);
        for (int round = 0; round < 5; round++)
        {
            Collect();
            Assert.Equal(42, Mine(count));
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        static float Mine(int count) => MapMemory.Lend(count)[7];
    }

    [Fact]
    public void A_part_of_a_map_keeps_all_of_it()
    {
        const int count = 100_043;
        ReadOnlyMemory<float> part = Part(count);
        Collect();
        float[] other = MapMemory.Lend(count);
        other.AsSpan().Fill(-1);
        Assert.Equal(42, part.Span[0]);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static ReadOnlyMemory<float> Part(int count)
        {
            float[] memory = MapMemory.Lend(count);
            memory[7] = 42;
            return new DenseArray(memory, [1, count])[0].Values.Slice(7, 1);
        }
    }

    [Fact]
    public void A_span_keeps_all_of_it()
    {
        const int count = 100_049;
        ReadOnlySpan<float> part = Part(count);
        Collect();
        float[] other = MapMemory.Lend(count);
        other.AsSpan().Fill(-1);
        Assert.Equal(42, part[0]);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static ReadOnlySpan<float> Part(int count)
        {
            float[] memory = MapMemory.Lend(count);
            memory[7] = 42;
            return memory.AsSpan(7, 1);
        }
    }

    [Fact]
    public void What_nobody_asks_for_is_let_go_of()
    {
        WeakReference first = Mark(100_057);
        for (int round = 0; round < 5; round++)
        {
            Collect();
        }

        Assert.False(first.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Mark(int count)
    {
        float[] memory = MapMemory.Lend(count);
        memory[7] = 42;
        return new WeakReference(memory, trackResurrection: true);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
