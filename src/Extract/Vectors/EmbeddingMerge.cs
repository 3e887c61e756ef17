using AttnExtract.Extract.Chunks;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Vectors;

/// <summary>
/// Puts the vectors together that <see cref="EmbeddingWork"/> made of every chunk. Those of one chunk stay in memory; of several, all lie in a passing
/// file until this is disposed.
/// </summary>
public sealed class EmbeddingMerge : IChunkMerge, IDisposable
{
    private CorpusVectors? _all;
    private TextVectors? _only;
    private ScratchFile? _scratch;

    /// <inheritdoc/>
    public void Add(Stream partial)
    {
        TextVectors next = VectorPartial.Read(partial);
        if (_all is null)
        {
            (_all, _only) = (CorpusVectors.Of(next), next);
            return;
        }

        _all = _all with
        {
            Count = _all.Count + next.Texts.Length,
            TruncatedTexts = _all.TruncatedTexts + next.TruncatedTexts,
            Provenance = _all.Provenance.With(next.Provenance),
        };
        if (_only is { } first)
        {
            _only = null;
            _scratch = new ScratchFile();
            Keep(first);
        }

        Keep(next);
    }

    /// <summary>All vectors, which can be read until this is disposed.</summary>
    /// <exception cref="AttnExtractException">There was no text.</exception>
    public CorpusVectors ToVectors() => _all is null
        ? throw new AttnExtractException("There is no text to make a vector of; give a sentence or more, one a line.")
        : _all with { Chunks = _only is { } only ? [only] : Kept() };

    /// <inheritdoc/>
    public void Dispose() => _scratch?.Dispose();

    private void Keep(TextVectors vectors)
    {
        using MemoryStream bytes = new();
        VectorPartial.Write(vectors, bytes);
        bytes.Position = 0;
        _scratch!.Append(bytes);
    }

    private IEnumerable<TextVectors> Kept()
    {
        FileStream kept = _scratch!.Content;
        for (long place = 0; place < kept.Length;)
        {
            kept.Position = place;
            TextVectors chunk = VectorPartial.Read(kept);
            place = kept.Position;
            yield return chunk;
        }
    }
}
