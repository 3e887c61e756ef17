namespace AttnExtract.Extract.Chunks;

/// <summary>Makes one result of the partial results of all chunks.</summary>
public interface IChunkMerge
{
    /// <summary>Adds the partial result of the next chunk, in the order of the corpus.</summary>
    /// <param name="partial">What <see cref="IChunkWork{T}.Run"/> wrote, from its beginning; it can seek, and is gone afterwards.</param>
    void Add(Stream partial);
}
