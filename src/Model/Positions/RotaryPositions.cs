using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using static TorchSharp.torch;

namespace AttnExtract.Model.Positions;

/// <summary>Turns each pair of a head's components by an angle that grows with the position; Su et al. 2021, section 3.2.2.</summary>
/// <param name="Theta">The base of the angles: pair i of a head of size d turns by position · θ^(−2i/d).</param>
public sealed record RotaryPositions(double Theta) : PositionSpec
{
    /// <summary>
    /// Whether neighbouring components are a pair (0 and 1), as in the paper, or the halves of a head are matched (0 and d/2).
    /// </summary>
    public bool IsInterleaved { get; init; }

    /// <summary>Whether values are turned too, not only queries and keys.</summary>
    public bool TurnsValues { get; init; }

    /// <summary>How much closer together positions are than they count: every angle is divided by it; Chen et al. 2023.</summary>
    public double Stretch { get; init; } = 1;

    /// <summary>How slow turns are slowed down further, for texts longer than those of the training; null where they are not.</summary>
    public RotaryBands? Bands { get; init; }

    /// <summary>The share of a head's components that is turned, from the first on; the others stay as they are. Black et al. 2022.</summary>
    public double Share { get; init; } = 1;

    private protected override string Words =>
        $"rotary (theta {Theta:0.####}, {(IsInterleaved ? "interleaved" : "by halves")}{(TurnsValues ? ", values too" : "")}"
        + $"{(Share == 1 ? "" : $", {Share:0.####} of a head")}{(Stretch == 1 ? "" : $", stretched by {Stretch:0.####}")}"
        + $"{(Bands is null ? "" : $", slow turns stretched by {Bands.Factor:0.####}")})";

    internal override void Validate(StackSpec spec)
    {
        StackSpec.Require(Share is > 0 and <= 1, $"share of rotary components is {Share:0.####}; expected more than 0 and at most 1");
        StackSpec.Require(
            SizeIn(spec) % 2 == 0,
            Share == 1 ? $"head size {spec.HeadSize} is odd, but rotary positions turn pairs of its components"
                : $"share of rotary components is {SizeIn(spec)} of {spec.HeadSize}; expected an even number");
        StackSpec.Require(Theta > 0, $"base of rotary angles is {Theta:0.####}; expected a number above 0");
        StackSpec.Require(Stretch > 0, $"factor of rotary angles is {Stretch:0.####}; expected a number above 0");
        Bands?.Validate();
    }

    private int SizeIn(StackSpec spec) => (int)(spec.HeadSize * Share);

    internal override PositionScheme Create(StackSpec spec, ScalarType type) => new Scheme(this, spec);

    private sealed class Scheme(RotaryPositions positions, StackSpec spec) : PositionScheme(nameof(RotaryPositions))
    {
        private readonly int _size = positions.SizeIn(spec);

        public override Tensor Rotate(Tensor projected, AttentionPart part, StackPass pass)
        {
            if (part == AttentionPart.Value && !positions.TurnsValues)
            {
                return projected;
            }

            (Tensor cosine, Tensor sine) = pass.Shared(this, () => Turns(pass, projected.dtype)); // [token, turned]
            if (_size == spec.HeadSize)
            {
                return Turn(projected); // [batch, head, token, head size]
            }

            Tensor still = projected.narrow(3, _size, spec.HeadSize - _size); // [batch, head, token, still]
            return cat([Turn(projected.narrow(3, 0, _size)), still], 3); // [batch, head, token, head size]

            Tensor Turn(Tensor part) => (part * cosine).AddProductInPlace(Swap(part), sine); // [batch, head, token, turned]
        }

        // For both components of a pair: the cosine, and the sine with the sign that it has in the first and in the second.
        private (Tensor Cosine, Tensor Sine) Turns(StackPass pass, ScalarType computed)
        {
            ScalarType precision = spec.Rounding.HasExactAngles ? ScalarType.Float64 : ScalarType.Float32;
            Tensor exponents = Arithmetic.Arange(0, _size, pass.Device, 2, precision).DividedBy(_size); // [pair]
            Tensor frequencies = pow(positions.Theta, exponents).reciprocal().DividedBy(positions.Stretch); // [pair]
            frequencies = positions.Bands?.Slow(frequencies) ?? frequencies; // [pair]
            (precision, ScalarType rounded) = spec.Rounding.RoundsOnlyFrequencies ? (computed, computed) : (precision, ScalarType.Float32);
            Tensor angles = Arithmetic.Arange(pass.Start, pass.KeyCount, pass.Device, type: precision).outer(frequencies.to(precision)); // [token, pair]
            Tensor cosine = angles.cos().to(rounded).to(computed); // [token, pair]
            Tensor sine = angles.sin().to(rounded).to(computed); // [token, pair]
            return (Join(cosine, cosine), Join(sine.neg(), sine)); // [token, turned]
        }

        private Tensor Join(Tensor first, Tensor second) =>
            positions.IsInterleaved ? stack([first, second], -1).flatten(-2) : cat([first, second], -1);

        // Each component in the place of the other one of its pair.
        private Tensor Swap(Tensor projected) => positions.IsInterleaved
            ? projected.unflatten(3, _size / 2, 2).flip(4).flatten(3)
            : projected.roll(_size / 2, 3);
    }
}
