using AttnExtract.Cli.Output;
using AttnExtract.Extract.Chunks;

namespace AttnExtract.Cli.Running;

/// <summary>A merge of what a <see cref="CountingWork{T}"/> wrote.</summary>
/// <param name="merge">What becomes of the rest.</param>
internal sealed class CountedMerge(IChunkMerge merge) : IChunkMerge
{
    /// <summary>What a model's vocabulary lacks of all chunks.</summary>
    public UnknownTokens Unknown { get; } = new();

    /// <inheritdoc/>
    public void Add(Stream partial) => merge.Add(Unknown.Take(partial));
}
