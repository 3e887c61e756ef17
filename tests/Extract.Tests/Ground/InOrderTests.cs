using AttnExtract.Ground;

namespace AttnExtract.Extract.Tests.Ground;

public sealed class InOrderTests
{
    [Fact]
    public void What_is_finished_in_any_order_is_handed_out_in_one()
    {
        using ManualResetEventSlim second = new();

        IEnumerable<int> made = InOrder.Make(100, index =>
        {
            if (index == 1)
            {
                second.Set();
            }

            // The first ends after the second, wherever there are two threads.
            return index == 0 && !second.Wait(TimeSpan.FromMinutes(1)) ? throw new TimeoutException() : index;
        });

        Assert.Equal(Enumerable.Range(0, 100), made);
    }

    [Fact]
    public void What_one_throws_comes_in_its_place_and_after_it_nobody_works()
    {
        int working = 0;
        List<int> taken = [];

        InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(() =>
        {
            foreach (int index in InOrder.Make(100, Work))
            {
                taken.Add(index);
            }
        });

        Assert.Equal("five", thrown.Message);
        Assert.Equal([0, 1, 2, 3, 4], taken);
        Assert.Equal(0, working);

        int Work(int index)
        {
            Interlocked.Increment(ref working);
            Thread.Sleep(index == 5 ? 0 : 5);
            Interlocked.Decrement(ref working);
            return index == 5 ? throw new InvalidOperationException("five") : index;
        }
    }

    [Fact]
    public void Nothing_is_nothing() => Assert.Empty(InOrder.Make(0, index => index));
}
