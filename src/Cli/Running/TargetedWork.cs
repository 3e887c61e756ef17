using AttnExtract.Extract;
using AttnExtract.Extract.Chunks;

namespace AttnExtract.Cli.Running;

/// <summary>Work on the texts of a chunk with what a decoder is to read beside them.</summary>
/// <param name="work">The work.</param>
/// <param name="targeted">Gives texts their targets.</param>
internal sealed class TargetedWork(IChunkWork<TextPair> work, Func<IReadOnlyList<TextPair>, IReadOnlyList<TextPair>> targeted) : IChunkWork<TextPair>
{
    /// <inheritdoc/>
    public void Run(Chunk<TextPair> chunk, Stream partial) => work.Run(chunk with { Texts = targeted(chunk.Texts) }, partial);

    /// <inheritdoc/>
    public void Dispose() => work.Dispose();
}
