using System.Collections.Immutable;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Chunks;

/// <summary>The texts of a run.</summary>
/// <param name="Path">Their file.</param>
/// <param name="Sha256">Its SHA-256.</param>
/// <param name="TextCount">How many it holds.</param>
public sealed record PlannedCorpus(string Path, string Sha256, int TextCount)
{
    /// <summary>What is to be remarked of it, such as lines that were left out.</summary>
    public ImmutableArray<string> Remarks { get; init; } = [];

    /// <summary>The file as it was when its hash was taken; null where it was not looked at.</summary>
    internal FileState? State { get; init; }

    /// <summary>Describes a file of texts.</summary>
    /// <param name="path">The file.</param>
    /// <param name="known">What is known of it; where the file is still the same, its texts need not be counted again.</param>
    /// <param name="texts">Reads the texts.</param>
    /// <param name="remarks">What is to be remarked once they have been read; null for nothing.</param>
    /// <exception cref="AttnExtractException">It cannot be read, changes meanwhile, or holds more texts than can be counted.</exception>
    public static PlannedCorpus Of<T>(string path, PlannedCorpus? known, Func<IEnumerable<T>> texts, Func<IEnumerable<string>>? remarks = null)
    {
        FileState? state = FileState.Of(path);
        string hash = FileHash.Sha256(path);
        PlannedCorpus corpus = known?.Sha256 == hash
            ? known with { Path = path, State = state }
            : new(path, hash, texts().Count()) { State = state, Remarks = [.. remarks?.Invoke() ?? []] };
        corpus.RequireUnchanged();
        return corpus;
    }

    /// <summary>Refuses a file that is not what it was when its hash was taken.</summary>
    /// <exception cref="AttnExtractException">It was changed, replaced or taken away.</exception>
    internal void RequireUnchanged()
    {
        if (State is { } known && FileState.Of(Path) != known)
        {
            throw Changed("it was written to, replaced or taken away");
        }
    }

    /// <summary>A file that is not what it was when its hash was taken.</summary>
    /// <param name="how">By what that is seen.</param>
    internal AttnExtractException Changed(string how) => new(
        $"'{Path}' changed while it was read ({how}), and nothing computed since is kept; put it back as it was and start the run again, or start "
        + "another in a new folder.");
}
