using AttnExtract.Extract.Measures;
using CsCheck;

namespace AttnExtract.Extract.Tests.Measures;

public sealed class LayeredFlowTests
{
    [Fact]
    public void Largest_is_the_smallest_cut()
    {
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 4]).SelectMany((n, levels) => Gen.Select(
            Gen.Const(n), Gen.Long[0, 5].Array[n * n].Array[levels], Gen.Int[0, n - 1], Gen.Int[0, n - 1])).Sample((n, capacities, source, sink) =>
        {
            Assert.Equal(PlainFlow.SmallestCuts(capacities, n).Last()[(source * n) + sink], new LayeredFlow(capacities, n).Largest(source, sink));
        });
    }

    [Fact]
    public void Largest_can_take_back_what_went_the_wrong_way()
    {
        // From 0 the first way down, 0 → 0 → 0, blocks the only way of what comes by 1: 1 must take over, and 0 turn to 1.
        long[] lowest = [0, 0, 0, 0, 0, 0, 1, 0, 0];
        long[] second = [0, 0, 1, 0, 0, 0, 0, 0, 0];
        long[] highest = [1, 1, 0, 0, 0, 0, 0, 0, 0];

        Assert.Equal(1, new LayeredFlow(new long[][] { lowest, second, highest }, 3).Largest(0, 0));
        Assert.Equal(0, new LayeredFlow(new long[][] { lowest, second, highest }, 3).Largest(1, 0));
    }
}
