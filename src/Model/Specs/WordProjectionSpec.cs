namespace AttnExtract.Model.Specs;

/// <summary>A projection of word vectors to the width of the embeddings that are added to them.</summary>
/// <param name="WordSize">Width of the word table.</param>
public sealed record WordProjectionSpec(int WordSize)
{
    /// <summary>Whether it has a bias.</summary>
    public bool HasBias { get; init; }

    /// <summary>Whether it reads the next word and the one before beside a token's own; at the ends of a row there are zeros.</summary>
    public bool JoinsNeighbours { get; init; }
}
