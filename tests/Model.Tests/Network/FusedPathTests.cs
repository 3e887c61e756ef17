using AttnExtract.Model.Network;
using static TorchSharp.torch;

namespace AttnExtract.Model.Tests.Network;

public sealed class FusedPathTests
{
    public static TheoryData<string> Structures { get; } = [.. TinyEncoder.Structures.Keys];

    public static TheoryData<string, int[]> StructuresAndLengths { get; } =
    [
        .. from structure in TinyEncoder.Structures.Keys
           from lengths in new int[][] { [6], [1], [16, 16], [9, 4, 1] }
           select (structure, lengths),
    ];

    [Theory]
    [MemberData(nameof(StructuresAndLengths))]
    public void Both_paths_give_the_same_numbers(string structure, int[] lengths)
    {
        using Encoder encoder = TinyEncoder.Create(TinyEncoder.Structures[structure]);
        using IDisposable scope = NewDisposeScope();
        ModelInput input = TinyEncoder.Input(lengths);

        Tensor fused = encoder.call(input);
        using IDisposable watching = encoder.Hooks.Attach("attention.pattern", (_, _) => null);
        Tensor explicitly = encoder.call(input);

        // Padding included: a query that sees nothing has one answer on both paths.
        for (int row = 0; row < lengths.Length; row++)
        {
            Tensor difference = (fused[row] - explicitly[row]).abs().max();
            Assert.True(difference.item<float>() < 1e-5, $"Text {row} of {string.Join(", ", lengths)} tokens differs by {difference.item<float>():g3}.");
        }
    }

    [Fact]
    public void A_layer_takes_the_explicit_path_only_when_somebody_watches()
    {
        using Encoder encoder = TinyEncoder.Create();
        using IDisposable scope = NewDisposeScope();
        ModelInput input = TinyEncoder.Input(16);

        Tensor fused = encoder.call(input);
        Tensor again = encoder.call(input);
        using IDisposable watching = encoder.Hooks.Attach("attention.pattern", (_, _) => null);
        Tensor explicitly = encoder.call(input);

        Assert.Equal(0, (fused - again).abs().max().item<float>());
        Assert.True((fused - explicitly).abs().max().item<float>() > 0, "Both runs took the same path: the numbers are equal to the last bit.");
    }

    [Theory]
    [MemberData(nameof(Structures))]
    public void What_a_text_gives_does_not_depend_on_its_neighbours_in_the_batch(string structure)
    {
        using Encoder encoder = TinyEncoder.Create(TinyEncoder.Structures[structure], ScalarType.Float64);
        using IDisposable scope = NewDisposeScope();
        ModelInput batch = TinyEncoder.Input(9, 4);
        ModelInput alone = new(batch.TokenIds[1].narrow(0, 0, 4).unsqueeze(0), batch.TypeIds[1].narrow(0, 0, 4).unsqueeze(0), Padding.None);

        Tensor together = encoder.call(batch)[1].narrow(0, 0, 4);
        Tensor single = encoder.call(alone)[0];

        Assert.True((together - single).abs().max().item<double>() < 1e-12);
    }
}
