namespace AttnExtract.Extract.Chunks;

/// <summary>What a study makes of the texts of one chunk: its partial result, which depends on these texts and the study's options alone.</summary>
/// <typeparam name="T">A text as the study reads it.</typeparam>
public interface IChunkWork<T> : IDisposable
{
    /// <summary>Runs the texts of a chunk.</summary>
    /// <param name="chunk">The texts.</param>
    /// <param name="partial">Where the result is written, the same bytes whoever runs it; it need not be able to seek.</param>
    void Run(Chunk<T> chunk, Stream partial);
}
