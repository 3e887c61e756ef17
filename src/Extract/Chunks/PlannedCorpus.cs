using AttnExtract.Ground;

namespace AttnExtract.Extract.Chunks;

/// <summary>The texts of a run.</summary>
/// <param name="Path">Their file.</param>
/// <param name="Sha256">Its SHA-256.</param>
/// <param name="TextCount">How many it holds.</param>
public sealed record PlannedCorpus(string Path, string Sha256, int TextCount)
{
    /// <summary>Describes a file of texts.</summary>
    /// <param name="path">The file.</param>
    /// <param name="known">What is known of it; where the file is still the same, its texts need not be counted again.</param>
    /// <param name="texts">Reads the texts.</param>
    /// <exception cref="AttnExtractException">It cannot be read, or holds more texts than can be counted.</exception>
    public static PlannedCorpus Of<T>(string path, PlannedCorpus? known, Func<IEnumerable<T>> texts)
    {
        string hash = FileHash.Sha256(path);
        return new(path, hash, known?.Sha256 == hash ? known.TextCount : texts().Count());
    }
}
