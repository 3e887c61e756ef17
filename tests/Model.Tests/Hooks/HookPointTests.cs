using AttnExtract.Ground;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using static TorchSharp.torch;

namespace AttnExtract.Model.Tests.Hooks;

public sealed class HookPointTests
{
    private readonly Encoder _encoder = TinyEncoder.Create();

    [Fact]
    public void Every_site_has_a_point_in_every_layer_under_its_module_path()
    {
        Dictionary<string, HookPoint> byPath = _encoder.named_modules()
            .Where(module => module.module is HookPoint)
            .ToDictionary(module => module.name, module => (HookPoint)module.module);

        List<string> expected = [];
        foreach (HookSite site in HookSite.All.Where(site => !site.ReadsEncoder))
        {
            expected.AddRange(site.PerLayer
                ? Enumerable.Range(0, TinyEncoder.Spec.LayerCount).Select(layer => $"layers.{layer}.{site.Path}")
                : [site.Path]);
        }

        Assert.Equal(expected.Order(), byPath.Keys.Order());
        Assert.All(byPath, pair => Assert.Equal(pair.Key, pair.Value.Name.ToString()));
        Assert.All(_encoder.Hooks.Names, name => Assert.Same(byPath[name.ToString()], _encoder.Hooks[name]));
    }

    public static TheoryData<string> Structures { get; } = [.. TinyEncoder.Structures.Keys];

    [Theory]
    [MemberData(nameof(Structures))]
    public void Names_are_in_forward_order(string structure)
    {
        using Encoder encoder = TinyEncoder.Create(TinyEncoder.Structures[structure]);
        List<HookName> passed = [];
        using (encoder.Hooks.Attach("*", (name, _) => { passed.Add(name); return null; }))
        {
            Run(encoder);
        }

        Assert.Equal(passed, encoder.Hooks.Names);
    }

    [Theory]
    [MemberData(nameof(Structures))]
    public void Shapes_are_what_the_site_says(string structure)
    {
        StackSpec spec = TinyEncoder.Structures[structure];
        using Encoder encoder = TinyEncoder.Create(spec);
        using (encoder.Hooks.Attach("*", (name, value) =>
        {
            Assert.Equal(name.Site.Axes.Select(axis => (long)(axis.LengthIn(spec) ?? (axis.CountsTokens ? 5 : 2))), value.shape);
            return null;
        }))
        {
            Run(encoder, 5, 5);
        }
    }

    [Fact]
    public void A_replacement_goes_on_through_the_model()
    {
        using Tensor plain = Run();
        using Tensor same = RunWith(HookName.Z(1), z => z.clone());
        using Tensor zeroed = RunWith(HookName.Z(1), value => zeros_like(value));

        Assert.Equal(0, Difference(plain, same));
        Assert.True(Difference(plain, zeroed) > 1e-2);
    }

    [Theory]
    [MemberData(nameof(Structures))]
    public void Every_site_can_be_replaced(string structure)
    {
        using Encoder encoder = TinyEncoder.Create(TinyEncoder.Structures[structure]);
        using Tensor plain = Run(encoder);
        foreach (HookName name in encoder.Hooks.Names)
        {
            using IDisposable attached = encoder.Hooks[name].Attach(value => value.roll(1, 1).Plus(value));
            using Tensor replaced = Run(encoder);
            Assert.True(Difference(plain, replaced) > 1e-3, $"Replacing '{name}' changed nothing.");
        }
    }

    [Fact]
    public void Hooks_run_in_order_of_attachment_also_after_one_is_detached()
    {
        HookPoint point = _encoder.Hooks[HookName.Pattern(0)];
        List<string> order = [];
        Func<Tensor, Tensor?> Note(string what) => _ => { order.Add(what); return null; };

        IDisposable first = point.Attach(Note("first"));
        using IDisposable second = point.Attach(Note("second"));
        first.Dispose();
        using IDisposable third = point.Attach(Note("third"));
        Run().Dispose();

        Assert.Equal(["second", "third"], order);
    }

    [Fact]
    public void Each_hook_sees_what_the_one_before_it_left()
    {
        HookPoint point = _encoder.Hooks[HookName.MlpOut(2)];
        using IDisposable first = point.Attach(value => value.Plus(1));
        using IDisposable second = point.Attach(value => value.Times(2));
        Tensor? seen = null;
        using IDisposable third = point.Attach(value => { seen = value.mean().MoveToOuterDisposeScope(); return zeros_like(value); });
        using IDisposable before = _encoder.Hooks[HookName.MlpAct(2)].Attach(value => zeros_like(value));

        Run().Dispose();

        Assert.NotNull(seen);
        Assert.NotEqual(0, seen.item<float>());
    }

    [Fact]
    public void Disposing_detaches_once_and_twice()
    {
        HookPoint point = _encoder.Hooks[HookName.Pattern(0)];
        IDisposable attached = point.Attach(_ => null);

        attached.Dispose();
        attached.Dispose();

        Assert.False(point.HasListeners);
    }

    [Fact]
    public void Eight_threads_attach_and_detach_without_losing_a_hook()
    {
        HookPoint point = _encoder.Hooks[HookName.Pattern(0)];
        int calls = 0;
        IDisposable[][] attached = new IDisposable[8][];
        OnEightThreads(thread => attached[thread] =
            [.. Enumerable.Range(0, 250).Select(_ => point.Attach(_ => { Interlocked.Increment(ref calls); return null; }))]);

        Run().Dispose();
        Assert.Equal(2000, calls);

        OnEightThreads(thread => Array.ForEach(attached[thread], one => one.Dispose()));
        Assert.False(point.HasListeners);
    }

    [Fact]
    public void An_exception_inside_a_hook_comes_out_and_leaves_the_model_as_it_was()
    {
        using Tensor plain = Run();

        Assert.Throws<InvalidTimeZoneException>(() =>
        {
            using IDisposable attached = _encoder.Hooks.Attach("layers.*.attention.z", (name, z) =>
                name.Layer == 1 ? throw new InvalidTimeZoneException() : zeros_like(z));
            Run();
        });

        using Tensor after = Run();
        Assert.Equal(0, Difference(plain, after));
        Assert.DoesNotContain(_encoder.Hooks.Names, name => _encoder.Hooks[name].HasListeners);
    }

    [Fact]
    public void The_librarys_own_forward_hook_sees_and_replaces()
    {
        (string _, nn.Module module) = _encoder.named_modules().Single(module => module.name == "layers.1.attention.pattern");
        nn.Module<Tensor, Tensor> pattern = (nn.Module<Tensor, Tensor>)module;
        using Tensor plain = Run();

        long[]? shape = null;
        var remover = pattern.register_forward_hook((_, _, value) => { shape = value.shape; return value.roll(1, -1); });
        using Tensor rolled = Run();
        remover.remove();
        using Tensor after = Run();

        Assert.Equal([1, 4, 6, 6], shape!);
        Assert.True(Difference(plain, rolled) > 1e-3);
        Assert.Equal(0, Difference(plain, after));
    }

    [Fact]
    public void A_replacement_of_another_shape_is_refused()
    {
        AttnExtractException error = Assert.Throws<AttnExtractException>(() => RunWith(HookName.Z(2), z => z.sum(1)));

        Assert.Equal(
            "A hook on 'layers.2.attention.z' returned a tensor of shape [1, 6, 6]; expected [1, 4, 6, 6], the shape that it was given: "
            + "batch, head, query, head size.",
            error.Message);
    }

    [Fact]
    public void A_replacement_of_another_type_is_refused()
    {
        AttnExtractException error = Assert.Throws<AttnExtractException>(() => RunWith(HookName.Pattern(2), pattern => pattern.to(ScalarType.Float64)));

        Assert.Equal(
            "A hook on 'layers.2.attention.pattern' returned a tensor of Float64 on cpu; expected Float32 on cpu, as it was given: "
            + "convert it back with .to(value).",
            error.Message);
    }

    private static double Difference(Tensor left, Tensor right) => (left - right).abs().max().item<float>();

    private Tensor RunWith(HookName name, Func<Tensor, Tensor?> hook)
    {
        using (_encoder.Hooks[name].Attach(hook))
        {
            return Run();
        }
    }

    private static void OnEightThreads(Action<int> action)
    {
        using Barrier start = new(8);
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(thread => new Thread(() => { start.SignalAndWait(); action(thread); }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
    }

    private Tensor Run() => Run(_encoder);

    private static Tensor Run(Encoder encoder, params int[] lengths)
    {
        using IDisposable scope = NewDisposeScope();
        return encoder.call(TinyEncoder.Input(lengths.Length == 0 ? [6] : lengths)).MoveToOuterDisposeScope();
    }
}
