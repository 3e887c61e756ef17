using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using static TorchSharp.torch;

namespace AttnExtract.Model.Tests.Network;

/// <summary>A run can be watched, and ended between two layers.</summary>
public sealed class RunWatchTests
{
    [Fact]
    public void Layers_are_counted_for_the_innermost_watch()
    {
        using Encoder encoder = TinyEncoder.Create();
        using RunWatch outer = new();
        using (RunWatch inner = new())
        {
            Run(encoder);
            Thread other = new(() => Run(encoder));
            other.Start();
            other.Join();
            Assert.Equal(2 * TinyEncoder.Spec.LayerCount, inner.Layers);
        }

        Run(encoder);
        Assert.Equal(TinyEncoder.Spec.LayerCount, outer.Layers);
    }

    [Fact]
    public void A_run_that_is_ended_runs_no_further_layer_and_leaves_the_model_as_it_was()
    {
        using Encoder encoder = TinyEncoder.Create();
        using CancellationTokenSource ending = new();
        using (encoder.Hooks[HookName.Pattern(1)].Attach(_ =>
        {
            ending.Cancel();
            return null;
        }))
        using (RunWatch watch = new(ending.Token))
        {
            Assert.Throws<OperationCanceledException>(() => Run(encoder));
            Assert.Equal(2, watch.Layers);
        }

        Run(encoder);
    }

    private static void Run(Encoder encoder)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable plain = no_grad();
        encoder.call(TinyEncoder.Input(3));
    }
}
