using AttnExtract.Cli.Output;
using AttnExtract.Extract;
using AttnExtract.Extract.Chunks;

namespace AttnExtract.Cli.Running;

/// <summary>Work on a chunk that counts besides what a model's vocabulary lacks of it.</summary>
/// <param name="work">The work.</param>
/// <param name="unknown">Counts.</param>
internal sealed class CountingWork(IChunkWork<TextPair> work, UnknownTokens unknown) : IChunkWork<TextPair>
{
    /// <inheritdoc/>
    public void Run(Chunk<TextPair> chunk, Stream partial)
    {
        foreach (TextPair text in chunk.Texts)
        {
            unknown.Count(text);
        }

        work.Run(chunk, partial);
    }

    /// <inheritdoc/>
    public void Dispose() => work.Dispose();
}
