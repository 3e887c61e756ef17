using System.Collections.Concurrent;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using static TorchSharp.torch;

namespace AttnExtract.Model.Tests.Network;

public sealed class TiledAttentionTests
{
    public static TheoryData<string, int[]> StructuresAndLengths { get; } =
    [
        .. from structure in TinyEncoder.Structures.Keys
           from lengths in new int[][] { [6], [1], [16, 16], [9, 4, 1] }
           select (structure, lengths),
    ];

    private static bool IsThere => LibTorchTeam.IsThere;

    [Fact]
    public void The_library_shows_its_products_and_its_threads_on_linux() => Assert.Equal(OperatingSystem.IsLinux(), IsThere);

    [Theory]
    [MemberData(nameof(StructuresAndLengths))]
    public void Tiles_are_the_maps_of_the_explicit_path(string structure, int[] lengths)
    {
        using Encoder encoder = TinyEncoder.Create(TinyEncoder.Structures[structure]);
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        ModelInput input = TinyEncoder.Input(lengths);
        Compare(encoder, input, lengths);
    }

    [Theory]
    [InlineData("plain", 700)]
    [InlineData("causal windows", 300)]
    [InlineData("bias in buckets", 16)]
    public void Maps_of_many_tiles_are_whole(string structure, int length)
    {
        StackSpec spec = TinyEncoder.Structures[structure];
        StackSpec roomy = spec.Positions is [LearnedPositions, ..] ? spec with { Positions = [new LearnedPositions(1024)] } : spec;
        using Encoder encoder = TinyEncoder.Create(roomy);
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        Compare(encoder, TinyEncoder.Input(length, length / 2), [length, length / 2]);
    }

    [Fact]
    public void What_fails_in_a_reader_reaches_whoever_runs_the_model()
    {
        using Encoder encoder = TinyEncoder.Create();
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        using (encoder.Hooks[HookName.Pattern(1)].Observe(Whole, new Failing()))
        {
            Assert.Equal("So be it.", Assert.Throws<InvalidOperationException>(() => encoder.call(TinyEncoder.Input(6))).Message);
        }

        encoder.call(TinyEncoder.Input(6));
    }

    [Fact]
    public void Whoever_wants_the_whole_map_gets_it_and_so_does_everybody_else()
    {
        using Encoder encoder = TinyEncoder.Create();
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        int whole = 0;
        HookPoint point = encoder.Hooks[HookName.Pattern(1)];
        using IDisposable reading = point.Observe(_ => whole++, new Failing());
        using IDisposable looking = point.Observe(_ => whole++);
        encoder.call(TinyEncoder.Input(6));
        Assert.Equal(2, whole);
    }

    private static void Compare(Encoder encoder, ModelInput input, int[] lengths)
    {
        Dictionary<string, Tensor> expected = [];
        Tensor states;
        using (encoder.Hooks.Attach("attention.pattern", (name, pattern) =>
        {
            expected.Add($"{name}", pattern.clone());
            return null;
        }))
        {
            states = encoder.call(input); // [batch, token, hidden]
        }

        StackSpec spec = encoder.Spec;
        bool isTiled = IsThere && spec.ScoreCap is null && !(spec.ReadsPadding && lengths.Distinct().Count() > 1);
        Dictionary<string, Maps> read = [];
        List<IDisposable> attached = [];
        foreach (int layer in Enumerable.Range(0, spec.LayerCount))
        {
            HookName name = HookName.Pattern(layer);
            read.Add($"{name}", new Maps());
            attached.Add(encoder.Hooks[name].Observe(isTiled ? Whole : _ => { }, read[$"{name}"]));
        }

        Tensor again = encoder.call(input); // [batch, token, hidden]
        attached.ForEach(one => one.Dispose());

        for (int text = 0; text < lengths.Length; text++)
        {
            Tensor difference = (states[text] - again[text]).narrow(0, 0, lengths[text]).abs().max();
            Assert.True(difference.item<float>() < 1e-5, $"Text {text} differs by {difference.item<float>():g3}.");
        }

        foreach ((string name, Maps maps) in read)
        {
            Assert.Equal(isTiled ? lengths.Sum() * spec.HeadCount : 0, maps.Rows.Count);
            Assert.Equal(isTiled ? (1, 1) : (0, 0), (maps.Begun, maps.Ended));
            Assert.All(maps.Rows, row =>
            {
                (int text, int head, int query) = row.Key;
                Assert.Equal(lengths[text], row.Value.Length);
                float[] definition = expected[name][text, head, query].data<float>().ToArray();

                // Both are single precision, and what enters the third layer differs already.
                Assert.All(row.Value.Zip(definition), pair => Assert.Equal(pair.Second, pair.First, 5e-6f));
                Assert.All(row.Value.Zip(definition), pair => Assert.Equal(pair.Second == 0, pair.First == 0));
            });
        }
    }

    private static void Whole(Tensor pattern) => throw new InvalidOperationException("A whole map was made.");

    private sealed class Maps : ITileReader
    {
        public ConcurrentDictionary<(int Text, int Head, int Query), float[]> Rows { get; } = [];

        public int Begun { get; private set; }

        public int Ended { get; private set; }

        public void Begin() => Begun++;

        public void Read(PatternTile tile)
        {
            for (int row = 0; row < tile.Rows; row++)
            {
                Assert.True(Rows.TryAdd((tile.Text, tile.Head, tile.First + row), tile[row].ToArray()));
            }
        }

        public void End() => Ended++;
    }

    private sealed class Failing : ITileReader
    {
        public void Begin()
        {
        }

        public void Read(PatternTile tile) => throw new InvalidOperationException("So be it.");

        public void End() => throw new InvalidOperationException("It went on.");
    }
}
