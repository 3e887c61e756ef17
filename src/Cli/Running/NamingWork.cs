using AttnExtract.Extract.Chunks;

namespace AttnExtract.Cli.Running;

/// <summary>Work on the texts of a chunk that says which of them was refused.</summary>
/// <param name="work">The work.</param>
/// <param name="naming">Does something with the texts of a chunk, and says which was refused.</param>
internal sealed class NamingWork<T>(IChunkWork<T> work, Action<Chunk<T>, Action> naming) : IChunkWork<T>
{
    /// <inheritdoc/>
    public void Run(Chunk<T> chunk, Stream partial) => naming(chunk, () => work.Run(chunk, partial));

    /// <inheritdoc/>
    public void Dispose() => work.Dispose();
}
