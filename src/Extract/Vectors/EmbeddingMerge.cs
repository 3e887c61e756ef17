using AttnExtract.Extract.Chunks;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Vectors;

/// <summary>
/// Puts the vectors together that <see cref="EmbeddingWork"/> made of every chunk. Few stay in memory; many lie in a passing file until this is disposed.
/// </summary>
public sealed class EmbeddingMerge : IChunkMerge, IDisposable
{
    private readonly KeptPartials _kept = new();
    private CorpusVectors? _all;

    /// <inheritdoc/>
    public void Add(Stream partial)
    {
        _kept.Add(partial);
        partial.Position = 0;
        TextVectors next = VectorPartial.Read(partial);
        _all = _all is null ? CorpusVectors.Of(next) : _all with
        {
            Count = _all.Count + next.Texts.Length,
            TruncatedTexts = _all.TruncatedTexts + next.TruncatedTexts,
            Provenance = _all.Provenance.With(next.Provenance),
        };
    }

    /// <summary>All vectors, which can be read until this is disposed.</summary>
    /// <exception cref="AttnExtractException">There was no text.</exception>
    public CorpusVectors ToVectors() => _all is null
        ? throw new AttnExtractException("There is no text to make a vector of; give a sentence or more, one a line.")
        : _all with { Chunks = _kept.Read(VectorPartial.Read) };

    /// <inheritdoc/>
    public void Dispose() => _kept.Dispose();
}
