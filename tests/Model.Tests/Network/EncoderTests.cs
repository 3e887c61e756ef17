using AttnExtract.Ground;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using static TorchSharp.torch;

namespace AttnExtract.Model.Tests.Network;

/// <summary>What a structure must fulfil, and what its parts do beyond the numbers that the references prove.</summary>
public sealed class EncoderTests
{
    [Fact]
    public void Layers_that_share_weights_have_hook_points_of_their_own()
    {
        using Encoder encoder = TinyEncoder.Create(TinyEncoder.Structures["shared layers"]);
        using IDisposable scope = NewDisposeScope();
        Tensor plain = encoder.call(TinyEncoder.Input(6));

        List<int> seen = [];
        using IDisposable attached = encoder.Hooks[HookName.Z(1)].Attach(z => { seen.Add(1); return zeros_like(z); });
        Tensor changed = encoder.call(TinyEncoder.Input(6));

        Assert.Equal([1], seen);
        Assert.True((plain - changed).abs().max().item<float>() > 1e-3);
        Assert.Equal([0, 0, 1], Enumerable.Range(0, 3).Select(encoder.Spec.GroupOf));
    }

    [Fact]
    public void Shared_weights_are_there_once()
    {
        using Encoder shared = TinyEncoder.Create(TinyEncoder.Spec with { LayerGroupCount = 1 });
        using Encoder single = TinyEncoder.Create(TinyEncoder.Spec with { LayerCount = 1 });

        Assert.Equal(single.named_parameters().Select(pair => pair.name), shared.named_parameters().Select(pair => pair.name));
    }

    [Fact]
    public void A_window_is_what_is_seen_and_nothing_else()
    {
        using Encoder encoder = TinyEncoder.Create(TinyEncoder.Structures["causal windows"]);
        using IDisposable scope = NewDisposeScope();
        Dictionary<int, bool[,]> seen = [];
        using IDisposable watching = encoder.Hooks.Attach("attention.pattern", (name, pattern) =>
        {
            Tensor any = pattern[0].DiffersFrom(0).any(0); // [query, key]
            bool[,] pairs = new bool[5, 5];
            for (int i = 0; i < pairs.Length; i++)
            {
                pairs[i / 5, i % 5] = any[i / 5, i % 5].item<bool>();
            }

            seen[name.Layer!.Value] = pairs;
            return null;
        });

        encoder.call(TinyEncoder.Input(5));

        foreach ((int layer, bool[,] pairs) in seen)
        {
            int reach = encoder.Spec.WindowOf(layer) ?? 5;
            for (int i = 0; i < pairs.Length; i++)
            {
                (int query, int key) = (i / 5, i % 5);
                Assert.Equal(key <= query && query - key <= reach, pairs[query, key]);
            }
        }
    }

    [Fact]
    public void Stretched_positions_are_closer_together_than_they_count()
    {
        long[] plain = [7, 11, 2, 30];
        long[] spread = [7, 1, 11, 1, 2, 1, 30];
        using IDisposable scope = NewDisposeScope();

        Tensor expected = FirstScores(TinyEncoder.Structures["rotary"] with { Positions = [new RotaryPositions(100)] }, plain); // [head, query, key]
        Tensor stretched = FirstScores(TinyEncoder.Structures["stretched rotary"], spread); // [head, query, key]

        Tensor same = tensor(new long[] { 0, 2, 4, 6 });
        Tensor difference = stretched.index_select(1, same).index_select(2, same) - expected; // [head, query, key]
        Assert.True(difference.abs().max().item<float>() < 1e-5);
        Assert.True((stretched.narrow(1, 0, 4).narrow(2, 0, 4) - expected).abs().max().item<float>() > 1e-2);

        static Tensor FirstScores(StackSpec spec, long[] ids)
        {
            using Encoder encoder = TinyEncoder.Create(spec);
            Tensor? seen = null;
            using IDisposable watching = encoder.Hooks[HookName.Scores(0)].Attach(scores => { seen = scores[0].clone(); return null; });
            Tensor input = tensor(ids).unsqueeze(0); // [batch, token]
            encoder.call(new ModelInput(input, zeros_like(input), Padding.None));
            return seen!;
        }
    }

    public static TheoryData<StackSpec, string> Inconsistent { get; } = new()
    {
        { TinyEncoder.Spec with { HeadCount = 5 }, "hidden size 24 is not a multiple of its 5 heads, so heads would have no whole width." },
        {
            TinyEncoder.Spec with { HeadCount = 30 },
            "hidden size 24 is not a multiple of its 30 heads, so heads would have no whole width."
        },
        {
            TinyEncoder.Spec with { KeyValueHeadCount = 3 },
            "number of heads 4 is not a multiple of its 3 key and value heads, so they cannot be shared evenly."
        },
        {
            TinyEncoder.Spec with { LayerGroupCount = 4 },
            "number of layer groups 4 is larger than its 3 layers, so some would never be used."
        },
        { TinyEncoder.Spec with { Windows = [1, 2] }, "list of layer types has 2 entries, but there are 3 layers." },
        { TinyEncoder.Spec with { TokenTypeCount = -1 }, "number of token types is -1; expected 0 or more." },
        { TinyEncoder.Spec with { IntermediateSize = 0 }, "intermediate size is 0; expected 1 or more." },
        {
            TinyEncoder.Spec with { Positions = [new RotaryPositions(10) { Stretch = 0 }] },
            "factor of rotary angles is 0; expected a number above 0."
        },
        { TinyEncoder.Spec with { Positions = [new RotaryPositions(0)] }, "base of rotary angles is 0; expected a number above 0." },
        {
            TinyEncoder.Spec with { Positions = [new RotaryPositions(10)], HeadSize = 7 },
            "head size 7 is odd, but rotary positions turn pairs of its components."
        },
        {
            TinyEncoder.Spec with { Positions = [new BucketedBias(6, 20)] },
            "number of relative attention buckets is 6; expected a multiple of 4, half of each direction's for single distances."
        },
        {
            TinyEncoder.Spec with { Positions = [new BucketedBias(32, 8)] },
            "largest relative distance is 8; expected more than the 8 that have a bucket each."
        },
        {
            TinyEncoder.Spec with { Positions = [new BucketedBias(32, 20) { RowCount = 16 }] },
            "table of relative attention has 16 rows, but there are 32 buckets."
        },
        {
            TinyEncoder.Spec with { Convolution = new ConvolutionSpec(4, 1, Activation.Tanh, new NormSpec(1)) },
            "convolution joins 4 tokens; expected an odd number."
        },
        {
            TinyEncoder.Spec with { Convolution = new ConvolutionSpec(3, 5, Activation.Tanh, new NormSpec(1)) },
            "hidden size 24 is not a multiple of the convolution's 5 groups."
        },
    };

    [Theory]
    [MemberData(nameof(Inconsistent), DisableDiscoveryEnumeration = true)]
    public void A_structure_that_does_not_fit_together_is_refused(StackSpec spec, string message) =>
        Assert.Equal($"The configuration's {message}", Assert.Throws<AttnExtractException>(spec.Validated).Message);
}
