using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace AttnExtract.Model.Tests.Network;

/// <summary>What a layer makes is freed with it; what hooks were shown or made is not.</summary>
public sealed class PartScopeTests
{
    // What a kind of layers shares is made in the first of them: which keys a query sees, or which row a distance has. A layer makes twenty and more.
    private const int SharedByAKind = 8;

    private static long LiveCount => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    public static TheoryData<string, bool> StructuresAndPaths { get; } =
    [
        .. from structure in TinyEncoder.Structures.Keys
           from isExplicit in new[] { false, true }
           select (structure, isExplicit),
    ];

    [Theory]
    [MemberData(nameof(StructuresAndPaths))]
    public void Layers_leave_nothing_behind(string structure, bool isExplicit)
    {
        using Encoder encoder = TinyEncoder.Create(TinyEncoder.Structures[structure]);
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        List<long> counts = [];
        using IDisposable counting = encoder.Hooks.Observe("residual.pre", (_, _) => counts.Add(LiveCount));
        using IDisposable? watching = isExplicit ? encoder.Hooks.Observe("attention.pattern", (_, _) => { }) : null;

        encoder.call(TinyEncoder.Input(9, 4));

        Assert.Equal(encoder.Spec.LayerCount, counts.Count);
        Assert.InRange(counts[^1] - counts[1], 0, SharedByAKind);
    }

    [Fact]
    public void What_observers_see_is_freed_with_its_layer()
    {
        using Encoder encoder = TinyEncoder.Create();
        using IDisposable scope = NewDisposeScope();
        List<Tensor> seen = [];
        using IDisposable watching = encoder.Hooks.Observe("*", (_, value) => seen.AddRange(value, value.clone()));

        Tensor final = encoder.call(TinyEncoder.Input(5));

        Assert.Equal(2 * encoder.Hooks.Names.Length, seen.Count);
        Assert.All(seen, value => Assert.Equal(!ReferenceEquals(value, final), value.IsInvalid));
    }

    [Fact]
    public void What_hooks_see_and_make_belongs_to_the_scope_around_the_pass()
    {
        using Encoder encoder = TinyEncoder.Create();
        List<Tensor> seen = [];
        Tensor moved;
        using (NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                using IDisposable watching = encoder.Hooks.Attach("*", (_, value) =>
                {
                    seen.AddRange(value, value.clone());
                    return null;
                });
                encoder.call(TinyEncoder.Input(5));
                Assert.All(seen, value => Assert.False(value.IsInvalid));
                Assert.Equal(2 * encoder.Hooks.Names.Length, seen.Count);
                moved = seen[^3].MoveToOuterDisposeScope();
            }

            Assert.All(seen, value => Assert.Equal(!ReferenceEquals(value, moved), value.IsInvalid));
        }

        Assert.True(moved.IsInvalid);
    }

    [Fact]
    public void Hooks_of_the_library_may_keep_too()
    {
        using Encoder encoder = TinyEncoder.Create();
        using IDisposable scope = NewDisposeScope();
        Tensor? kept = null;
        var remover = encoder.Hooks["layers.0.attention.pattern"].register_forward_hook((_, _, value) => kept = value);

        encoder.call(TinyEncoder.Input(5));
        remover.remove();

        Assert.Equal([1, 4, 5, 5], kept!.shape);
    }

    [Fact]
    public void Without_a_scope_the_final_states_are_the_callers()
    {
        using Encoder encoder = TinyEncoder.Create();
        ModelInput input;
        using (DisposeScope scope = NewDisposeScope())
        {
            input = TinyEncoder.Input(5);
            scope.Detach(input.TokenIds, input.TypeIds);
        }

        long before = LiveCount;
        using Tensor kept = encoder.call(input);

        Assert.Equal([1, 5, 24], kept.shape);
        Assert.Equal(before + 1, LiveCount);
    }

    [Fact]
    public void A_run_of_another_model_in_a_hook_keeps_what_it_makes_and_frees_the_rest()
    {
        using Encoder encoder = TinyEncoder.Create();
        using Encoder other = TinyEncoder.Create();
        using IDisposable scope = NewDisposeScope();
        List<Tensor> finals = [];
        using IDisposable running = encoder.Hooks.Attach("attention.z", (_, value) =>
        {
            finals.Add(other.call(TinyEncoder.Input(3)));
            return null;
        });

        Tensor final = encoder.call(TinyEncoder.Input(5));

        Assert.Equal(3, finals.Count);
        Assert.All(finals, value => Assert.Equal([1, 3, 24], value.shape));
        Assert.Equal([1, 5, 24], final.shape);
    }

    [Fact]
    public void What_enters_a_part_of_a_pass_stays_the_callers()
    {
        using Encoder encoder = TinyEncoder.Create();
        using IDisposable scope = NewDisposeScope();
        ModelInput input = TinyEncoder.Input(5);
        Tensor entering = rand(1, 5, 24);

        Tensor middle = encoder.RunFrom(1, entering, input);
        Tensor end = encoder.RunFrom(encoder.Spec.LayerCount, entering, input);

        Assert.Equal(entering.shape, middle.shape);
        Assert.Equal(entering.shape, end.shape);
        Assert.False(entering.IsInvalid);
    }

    [Fact]
    public void Gradients_reach_what_was_freed()
    {
        using Encoder encoder = TinyEncoder.Create();
        using IDisposable scope = NewDisposeScope();
        Tensor words = rand(1, 5, 24).requires_grad_(true);
        using IDisposable replacing = encoder.Hooks[HookName.EmbedWords].Attach(_ => words);

        encoder.call(TinyEncoder.Input(5)).Squared().sum().backward();

        Assert.True(words.grad!.abs().sum().item<float>() > 0);
    }
}
