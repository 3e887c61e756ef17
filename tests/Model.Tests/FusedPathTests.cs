using static TorchSharp.torch;

namespace AttnExtract.Model.Tests;

public sealed class FusedPathTests
{
    [Theory]
    [InlineData(new[] { 6 })]
    [InlineData(new[] { 1 })]
    [InlineData(new[] { 16, 16 })]
    [InlineData(new[] { 9, 4, 1 })]
    public void Both_paths_give_the_same_numbers(int[] lengths)
    {
        using Encoder encoder = TinyEncoder.Create();
        using IDisposable scope = NewDisposeScope();
        EncoderInput input = TinyEncoder.Input(lengths);

        Tensor fused = encoder.call(input);
        using IDisposable watching = encoder.Hooks.Attach("attention.pattern", (_, _) => null);
        Tensor explicitly = encoder.call(input);

        for (int row = 0; row < lengths.Length; row++)
        {
            Tensor difference = (fused[row] - explicitly[row]).narrow(0, 0, lengths[row]).abs().max();
            Assert.True(difference.item<float>() < 1e-5, $"Text {row} of {string.Join(", ", lengths)} tokens differs by {difference.item<float>():g3}.");
        }
    }

    [Fact]
    public void A_layer_takes_the_explicit_path_only_when_somebody_watches()
    {
        using Encoder encoder = TinyEncoder.Create();
        using IDisposable scope = NewDisposeScope();
        EncoderInput input = TinyEncoder.Input(16);

        Tensor fused = encoder.call(input);
        Tensor again = encoder.call(input);
        using IDisposable watching = encoder.Hooks.Attach("attention.pattern", (_, _) => null);
        Tensor explicitly = encoder.call(input);

        Assert.Equal(0, (fused - again).abs().max().item<float>());
        Assert.True((fused - explicitly).abs().max().item<float>() > 0, "Both runs took the same path: the numbers are equal to the last bit.");
    }

    [Fact]
    public void What_a_text_gives_does_not_depend_on_its_neighbours_in_the_batch()
    {
        using Encoder encoder = TinyEncoder.Create(type: ScalarType.Float64);
        using IDisposable scope = NewDisposeScope();
        EncoderInput batch = TinyEncoder.Input(9, 4);
        EncoderInput alone = new(batch.TokenIds[1].narrow(0, 0, 4).unsqueeze(0), batch.TypeIds[1].narrow(0, 0, 4).unsqueeze(0), AttentionMask.None);

        Tensor together = encoder.call(batch)[1].narrow(0, 0, 4);
        Tensor single = encoder.call(alone)[0];

        Assert.True((together - single).abs().max().item<double>() < 1e-12);
    }
}
