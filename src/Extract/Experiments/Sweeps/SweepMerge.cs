using System.Collections.Immutable;
using System.Text;
using AttnExtract.Extract.Chunks;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Experiments.Sweeps;

/// <summary>Makes sweeps of what <see cref="SweepWork"/> found of every chunk: means over all texts, whose draws know nothing of chunks.</summary>
public sealed class SweepMerge : IChunkMerge
{
    private readonly List<SweepPartial[]> _chunks = [];

    /// <inheritdoc/>
    public void Add(Stream partial)
    {
        using BinaryReader reader = new(partial, Encoding.UTF8, leaveOpen: true);
        _chunks.Add([.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => SweepPartial.Read(reader))]);
    }

    /// <summary>The sweeps, one a kind of attention.</summary>
    /// <exception cref="AttnExtractException">There was no text, or some have a target and others none.</exception>
    public ImmutableArray<Sweep> ToSweeps() => _chunks.Count == 0
        ? throw Encodings.NoTexts()
        : [.. Enumerable.Range(0, _chunks[0].Length).Select(kind => SweepPartial.Of(_chunks.Select(chunk => chunk[kind])).ToSweep())];
}
