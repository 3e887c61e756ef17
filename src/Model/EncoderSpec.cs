using System.Collections.Immutable;
using AttnExtract.Model.Positions;

namespace AttnExtract.Model;

/// <summary>
/// The structural choices of an encoder, in the order in which the forward pass meets them. It knows no family: a family is
/// a way of reading such a record out of a configuration. A record that exists is consistent.
/// </summary>
public sealed record EncoderSpec
{
    /// <summary>Rows of the word table.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Rows of the token type (segment) table; 0 when there is none.</summary>
    public int TokenTypeCount { get; init; }

    /// <summary>How positions enter, in order of application; more than one may.</summary>
    public required ImmutableArray<PositionSpec> Positions { get; init; }

    /// <summary>The most tokens that the model reads, special tokens included.</summary>
    public required int MaximumLength { get; init; }

    /// <summary>Number of layers.</summary>
    public required int LayerCount { get; init; }

    /// <summary>Heads in each layer.</summary>
    public required int HeadCount { get; init; }

    /// <summary>Width of one head.</summary>
    public int HeadSize => HiddenSize / HeadCount;

    /// <summary>Inner width of the feed-forward block.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Non-linearity of the feed-forward block.</summary>
    public required Activation Activation { get; init; }

    /// <summary>Added to the variance under the root of every norm.</summary>
    public required double NormEpsilon { get; init; }

    /// <summary>Checks that the choices fit together.</summary>
    /// <returns>This record.</returns>
    /// <exception cref="AttnExtractException">A size is not positive, or the heads do not divide the hidden size.</exception>
    public EncoderSpec Validated()
    {
        RequirePositive(VocabularySize, "vocabulary");
        RequirePositive(HiddenSize, "hidden size");
        RequirePositive(MaximumLength, "number of positions");
        RequirePositive(LayerCount, "number of layers");
        RequirePositive(HeadCount, "number of heads");
        RequirePositive(IntermediateSize, "intermediate size");
        if (TokenTypeCount < 0)
        {
            throw new AttnExtractException($"The configuration's number of token types is {TokenTypeCount}; expected 0 or more.");
        }

        if (HiddenSize % HeadCount != 0)
        {
            throw new AttnExtractException(
                $"The configuration's hidden size {HiddenSize} is not a multiple of its {HeadCount} heads, so heads would have no whole width.");
        }

        return this;
    }

    private static void RequirePositive(int value, string what)
    {
        if (value <= 0)
        {
            throw new AttnExtractException($"The configuration's {what} is {value}; expected 1 or more.");
        }
    }
}
