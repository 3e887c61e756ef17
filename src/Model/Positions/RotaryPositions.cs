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

    private protected override string Words =>
        $"rotary (theta {Theta:0.####}, {(IsInterleaved ? "interleaved" : "by halves")}{(TurnsValues ? ", values too" : "")}"
        + $"{(Stretch == 1 ? "" : $", stretched by {Stretch:0.####}")})";

    internal override void Validate(StackSpec spec)
    {
        StackSpec.Require(spec.HeadSize % 2 == 0, $"head size {spec.HeadSize} is odd, but rotary positions turn pairs of its components");
        StackSpec.Require(Theta > 0, $"base of rotary angles is {Theta:0.####}; expected a number above 0");
        StackSpec.Require(Stretch > 0, $"factor of rotary angles is {Stretch:0.####}; expected a number above 0");
    }

    internal override PositionScheme Create(StackSpec spec, ScalarType type) => new Scheme(this, spec, type);

    private sealed class Scheme(RotaryPositions positions, StackSpec spec, ScalarType type) : PositionScheme(nameof(RotaryPositions))
    {
        public override Tensor Rotate(Tensor projected, AttentionPart part, StackPass pass)
        {
            if (part == AttentionPart.Value && !positions.TurnsValues)
            {
                return projected;
            }

            (Tensor cosine, Tensor sine) = pass.Shared(this, () => Turns(pass.Length)); // [token, head size]
            return (projected * cosine).AddProductInPlace(Swap(projected), sine); // [batch, head, token, head size]
        }

        // For both components of a pair: the cosine, and the sine with the sign that it has in the first and in the second.
        private (Tensor Cosine, Tensor Sine) Turns(int length)
        {
            ScalarType precision = spec.Rounding.HasExactAngles ? ScalarType.Float64 : ScalarType.Float32;
            Tensor exponents = Arithmetic.Arange(0, spec.HeadSize, 2, precision).DividedBy(spec.HeadSize); // [pair]
            Tensor frequencies = pow(positions.Theta, exponents).reciprocal().DividedBy(positions.Stretch); // [pair]
            Tensor angles = Arithmetic.Arange(length, precision).outer(frequencies); // [token, pair]
            Tensor cosine = angles.cos().to(ScalarType.Float32).to(type); // [token, pair]
            Tensor sine = angles.sin().to(ScalarType.Float32).to(type); // [token, pair]
            return (Join(cosine, cosine), Join(sine.neg(), sine)); // [token, head size]
        }

        private Tensor Join(Tensor first, Tensor second) =>
            positions.IsInterleaved ? stack([first, second], -1).flatten(-2) : cat([first, second], -1);

        // Each component in the place of the other one of its pair.
        private Tensor Swap(Tensor projected) => positions.IsInterleaved
            ? projected.unflatten(3, spec.HeadSize / 2, 2).flip(4).flatten(3)
            : projected.roll(spec.HeadSize / 2, 3);
    }
}
