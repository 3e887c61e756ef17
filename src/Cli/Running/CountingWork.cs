using AttnExtract.Cli.Output;
using AttnExtract.Extract;
using AttnExtract.Extract.Chunks;

namespace AttnExtract.Cli.Running;

/// <summary>Work on a chunk that counts besides what a model's vocabulary lacks of it, for a <see cref="CountedMerge"/>.</summary>
/// <param name="work">The work.</param>
/// <param name="unknown">Counts.</param>
internal sealed class CountingWork(IChunkWork<TextPair> work, UnknownTokens unknown) : IChunkWork<TextPair>
{
    /// <inheritdoc/>
    public void Run(Chunk<TextPair> chunk, Stream partial)
    {
        work.Run(chunk, partial);
        unknown.Count(chunk.Texts, partial);
    }

    /// <inheritdoc/>
    public void Dispose() => work.Dispose();
}
