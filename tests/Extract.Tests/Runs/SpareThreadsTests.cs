using AttnExtract.Model.Specs;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Tests.Runs;

public sealed class SpareThreadsTests(BundledModel bundled)
{
    private StackSpec Spec => bundled.Model.Spec;

    [Theory]
    [InlineData("0.20 0.18 0.12 1/80 11206\n", 2, 2)]
    [InlineData("5.01 4.00 3.00 2/80 11206\n", 2, 1)]
    [InlineData("5.01 4.00 3.00 9/1080 7\n", 2, -6)]
    public void Cores_are_idle_that_nobody_else_uses(string load, int cores, int expected) =>
        Assert.Equal(expected, SpareThreads.IdleOf(load, cores));

    [Fact]
    public async Task Threads_that_were_spared_are_there_again_afterwards() => await OnAThreadOfItsOwn(() =>
    {
        set_num_threads(2);
        Assert.Null(SpareThreads.Leaving(2, 2));
        using (SpareThreads.Leaving(2, -6))
        {
            Assert.Equal(1, get_num_threads());
        }

        Assert.Equal(2, get_num_threads());
    });

    [Fact]
    public async Task Large_products_and_single_threads_are_left_alone() => await OnAThreadOfItsOwn(() =>
    {
        set_num_threads(1);
        Assert.Null(SpareThreads.For(Spec, 1));
        set_num_threads(2);
        Assert.Null(SpareThreads.For(Spec, 1e6));
        Assert.Equal(2, get_num_threads());
    });

    // How many threads libtorch may use holds for the thread that says it.
    private static Task OnAThreadOfItsOwn(Action run)
    {
        TaskCompletionSource done = new();
        Thread thread = new(() =>
        {
            try
            {
                run();
                done.SetResult();
            }
            catch (Exception failure)
            {
                done.SetException(failure);
            }
        });
        thread.Start();
        return done.Task;
    }
}
