using AttnExtract.Cli.Output;
using AttnExtract.Extract;
using AttnExtract.Extract.Chunks;

namespace AttnExtract.Cli.Running;

/// <summary>Work on a chunk that counts besides what a model's vocabulary lacks of it, for a <see cref="CountedMerge"/>.</summary>
/// <param name="work">The work.</param>
/// <param name="unknown">Counts.</param>
/// <param name="textOf">What the model reads of a text.</param>
internal sealed class CountingWork<T>(IChunkWork<T> work, UnknownTokens unknown, Func<T, TextPair> textOf) : IChunkWork<T>
{
    /// <inheritdoc/>
    public void Run(Chunk<T> chunk, Stream partial)
    {
        work.Run(chunk, partial);
        unknown.Count(chunk.Texts.Select(textOf), partial);
    }

    /// <inheritdoc/>
    public void Dispose() => work.Dispose();
}
