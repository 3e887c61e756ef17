using AttnExtract.Ground;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using AttnExtract.Testing;
using static TorchSharp.torch;

namespace AttnExtract.Model.Tests.Network;

public sealed class TurnstileTests : IDisposable
{
    private const string Inside =
        "A hook asked for a run of the model that is running it, and a run cannot begin inside another: keep what the hook sees "
        + "and run the model when this run is over, or load the model a second time.";

    private const string StandsStill =
        "Another run of this model has stood still for 0.2 seconds: one of its hooks waits, perhaps for this call, which cannot begin "
        + "before that run is over. Hooks must not wait for what runs the model.";

    private readonly Encoder _encoder = TinyEncoder.Create();

    public void Dispose() => _encoder.Dispose();

    [Fact]
    public void A_run_inside_a_hook_is_refused()
    {
        AttnExtractException error = RefusalInHook(() => Run(_encoder));

        Assert.Equal(Inside, error.Message);
        Assert.Equal(Run(_encoder), Run(_encoder));
    }

    [Fact]
    public void The_rest_of_a_run_inside_a_hook_is_refused()
    {
        AttnExtractException error = RefusalInHook(() => _encoder.RunFrom(2, zeros(1, 6, 24), TinyEncoder.Input(6)));

        Assert.Equal(Inside, error.Message);
    }

    [Fact]
    public void A_run_that_a_hook_starts_on_another_thread_and_waits_for_is_refused()
    {
        AttnExtractException error = RefusalInHook(() => Task.Run(() => Run(_encoder)).GetAwaiter().GetResult());

        Assert.Equal(Inside, error.Message);
    }

    [Fact]
    public void A_run_inside_a_hook_that_has_left_its_execution_context_is_refused()
    {
        ExecutionContext elsewhere = ExecutionContext.Capture()!;

        AttnExtractException error = RefusalInHook(() => ExecutionContext.Run(elsewhere, _ => Run(_encoder), null));

        Assert.Equal(Inside, error.Message);
    }

    [Fact]
    public void A_hook_may_run_another_model()
    {
        using Encoder other = TinyEncoder.Create();
        float[] plain = Run(_encoder);
        float[] inside = [];
        using (_encoder.Hooks[HookName.Z(1)].Attach(_ => { inside = Run(other); return null; }))
        {
            Assert.Equal(plain, Run(_encoder));
        }

        Assert.Equal(plain, inside);
    }

    [Fact]
    public void A_run_of_a_thread_that_waits_on_a_hook_that_waits_for_it_is_refused()
    {
        _encoder.Turnstile.Patience = TimeSpan.FromMilliseconds(200);
        using ManualResetEventSlim begin = new();
        Worker worker = new Worker(() => { begin.Wait(); Run(_encoder); }).Start();
        using (_encoder.Hooks[HookName.Z(1)].Attach(_ => { begin.Set(); worker.Join(); return null; }))
        {
            Run(_encoder);
        }

        Assert.Equal(StandsStill, Assert.IsType<AttnExtractException>(worker.Error).Message);
        Assert.Equal(Run(_encoder), Run(_encoder));
    }

    [Fact]
    public void Hooks_of_two_models_that_wait_for_each_other_come_to_an_end()
    {
        using Encoder other = TinyEncoder.Create();
        _encoder.Turnstile.Patience = other.Turnstile.Patience = TimeSpan.FromMilliseconds(200);
        using ManualResetEventSlim one = new();
        using ManualResetEventSlim two = new();
        using IDisposable first = _encoder.Hooks[HookName.Z(1)].Attach(_ => { one.Set(); two.Wait(); Run(other); return null; });
        using IDisposable second = other.Hooks[HookName.Z(1)].Attach(_ => { two.Set(); one.Wait(); Run(_encoder); return null; });

        Worker[] workers = [new Worker(() => Run(_encoder)).Start(), new Worker(() => Run(other)).Start()];

        Assert.Contains(StandsStill, workers.Select(worker => worker.Join()?.Message));
    }

    [Fact]
    public void A_run_waits_for_one_that_goes_on()
    {
        float[] plain = Run(_encoder);
        float[] waited = [];
        Worker worker = new(() => waited = Run(_encoder));
        using (_encoder.Hooks[HookName.Z(1)].Attach(_ =>
        {
            if (!worker.IsStarted)
            {
                worker.StartAndLetWait();
            }

            return null;
        }))
        {
            Assert.Equal(plain, Run(_encoder));
            Assert.Null(worker.Join());
        }

        Assert.Equal(plain, waited);
    }

    [Fact]
    public void What_a_run_uses_is_freed_when_the_run_is_over()
    {
        using Tensor added = ones(1);
        using (_encoder.Hooks[HookName.Z(0)].Attach(z => { _encoder.Turnstile.Free(added); return z.Plus(added); }))
        {
            Run(_encoder);
        }

        Assert.True(added.IsInvalid);
    }

    [Fact]
    public void What_no_run_uses_is_freed_at_once()
    {
        using Tensor unused = ones(1);

        _encoder.Turnstile.Free(unused);

        Assert.True(unused.IsInvalid);
    }

    [Fact]
    public void Disposing_waits_for_the_turn_in_progress_and_lets_nobody_in_any_more()
    {
        float[] plain = Run(_encoder);
        Worker disposing = new(_encoder.Dispose);
        using (_encoder.Hooks[HookName.Z(0)].Attach(_ => { disposing.StartAndLetWait(); return null; }))
        {
            Assert.Equal(plain, Run(_encoder));
        }

        Assert.Null(disposing.Join());
        RequireDisposed();
    }

    [Fact]
    public void Disposing_inside_a_hook_lets_the_run_end()
    {
        float[] plain = Run(_encoder);
        using (_encoder.Hooks[HookName.Z(0)].Attach(_ => { _encoder.Dispose(); return null; }))
        {
            Assert.Equal(plain, Run(_encoder));
        }

        RequireDisposed();
    }

    [Fact]
    public void Disposing_on_a_thread_that_a_hook_waits_for_lets_the_run_end()
    {
        _encoder.Turnstile.Patience = TimeSpan.FromMilliseconds(200);
        float[] plain = Run(_encoder);
        Worker disposing = new(_encoder.Dispose);
        using (_encoder.Hooks[HookName.Z(0)].Attach(_ => { disposing.Start().Join(); return null; }))
        {
            Assert.Equal(plain, Run(_encoder));
        }

        RequireDisposed();
    }

    [Fact]
    public void A_turn_keeps_the_others_out_over_several_runs_and_ends_before_the_model()
    {
        float[] plain = Run(_encoder);
        Worker disposing = new(_encoder.Dispose);
        using (_encoder.Turnstile.Enter())
        {
            disposing.StartAndLetWait();
            Assert.Equal(plain, Run(_encoder));
            Assert.Equal(plain, Run(_encoder));
        }

        Assert.Null(disposing.Join());
        RequireDisposed();
    }

    private void RequireDisposed()
    {
        Assert.Equal(nameof(PretrainedModel), Assert.Throws<ObjectDisposedException>(() => Run(_encoder)).ObjectName);
        Assert.Throws<ObjectDisposedException>(() => _encoder.RunFrom(2, zeros(1, 6, 24), TinyEncoder.Input(6)));
        Assert.Throws<ObjectDisposedException>(_encoder.Turnstile.Enter);
    }

    private AttnExtractException RefusalInHook(Action action)
    {
        AttnExtractException? error = null;
        using (_encoder.Hooks[HookName.Z(1)].Attach(_ => { error = Assert.Throws<AttnExtractException>(action); return null; }))
        {
            Run(_encoder);
        }

        return error!;
    }

    private static float[] Run(Encoder encoder)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        return [.. encoder.call(TinyEncoder.Input(6)).data<float>()];
    }
}
