using AttnExtract.Model.Specs;
using static TorchSharp.torch;

namespace AttnExtract.Model.Positions;

/// <summary>
/// Rotary frequencies by the length of their wave, 2π / frequency: of long waves they are divided, of short ones they stay, and between
/// they go over from one to the other; Dubey et al. 2024, section 3.2.
/// </summary>
/// <param name="Factor">What the frequencies of long waves are divided by.</param>
/// <param name="LowFactor">Waves longer than the trained length by this are long.</param>
/// <param name="HighFactor">Waves shorter than the trained length by this are short.</param>
/// <param name="TrainedLength">How many tokens the texts of the training had.</param>
public sealed record RotaryBands(double Factor, double LowFactor, double HighFactor, int TrainedLength)
{
    /// <summary>Checks that the bands follow one another.</summary>
    internal void Validate()
    {
        StackSpec.Require(Factor > 0, $"factor of rotary angles is {Factor:0.####}; expected a number above 0");
        StackSpec.Require(TrainedLength > 0, $"trained length of rotary angles is {TrainedLength}; expected 1 or more");
        StackSpec.Require(
            LowFactor > 0 && HighFactor > LowFactor,
            $"factors of low and high rotary frequencies are {LowFactor:0.####} and {HighFactor:0.####}; expected the second to be larger");
    }

    /// <summary>Slows down those of long waves: [pair] to [pair].</summary>
    internal Tensor Slow(Tensor frequencies)
    {
        Tensor wave = frequencies.reciprocal().Times(2 * Math.PI); // [pair]
        Tensor slow = frequencies.DividedBy(Factor); // [pair]
        Tensor share = wave.reciprocal().Times(TrainedLength).Minus(LowFactor).DividedBy(HighFactor - LowFactor); // [pair]
        Tensor between = (share.neg().Plus(1) * slow).Plus(share * frequencies); // [pair]
        Tensor notLong = where(wave.IsBelow(TrainedLength / HighFactor), frequencies, between); // [pair]
        return where(wave.IsAbove(TrainedLength / LowFactor), slow, notLong); // [pair]
    }
}
