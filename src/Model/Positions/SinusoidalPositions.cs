using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using static TorchSharp.torch;

namespace AttnExtract.Model.Positions;

/// <summary>Waves of falling frequency, all sines and then all cosines, added to the embedding; Vaswani et al. 2017, section 3.5.</summary>
public sealed record SinusoidalPositions : PositionSpec
{
    // The slowest wave is so many times as long as the fastest.
    private const double Spread = 10000;

    /// <summary>
    /// Whether the slowest wave is exactly 10,000 times as long as the fastest; else, as in the paper, it falls short of that by one step.
    /// </summary>
    public bool SpansAll { get; init; }

    /// <summary>
    /// Where positions count on from: the first token of a text that is not this one has this position plus 1, and padding nothing added,
    /// whatever the mask says. Null where the first token has position 0.
    /// </summary>
    public int? PaddingId { get; init; }

    private protected override string Words => PaddingId is { } padding ? $"sinusoids (from {padding + 1})" : "sinusoids";

    internal override void Validate(StackSpec spec) =>
        StackSpec.Require(
            spec.EmbeddingSize % 2 == 0 && spec.EmbeddingSize > 2,
            $"embedding size is {spec.EmbeddingSize}; expected an even number above 2, half of it for sines and half for cosines");

    internal override PositionScheme Create(StackSpec spec, ScalarType type) => new Scheme(this, spec);

    private sealed class Scheme(SinusoidalPositions positions, StackSpec spec) : PositionScheme(nameof(SinusoidalPositions))
    {
        public override Tensor Embed(Tensor embeddings, StackPass pass) =>
            embeddings.Plus(Waves(LearnedPositions.PositionsIn(pass, positions.PaddingId), embeddings.dtype)); // [batch, token, embedding]

        // […] to […, embedding]
        private Tensor Waves(Tensor position, ScalarType type)
        {
            int half = spec.EmbeddingSize / 2;
            ScalarType precision = spec.Rounding.HasExactAngles ? ScalarType.Float64 : ScalarType.Float32;
            Tensor exponents = Arithmetic.Arange(half, position.device, precision).Times(-Math.Log(Spread) / (positions.SpansAll ? half - 1 : half)); // [wave]
            Tensor angles = position.to(precision).unsqueeze(-1) * exponents.exp(); // […, wave]
            Tensor waves = cat([angles.sin(), angles.cos()], -1).to(ScalarType.Float32).to(type); // […, embedding]
            return positions.PaddingId is { } padding ? waves.MaskedFill(position.IsEqualTo(padding).unsqueeze(-1), 0) : waves; // […, embedding]
        }
    }
}
