using AttnExtract.Ground;

namespace AttnExtract.Model.Hub;

/// <summary>The files of a commit as far as the cache has them.</summary>
internal sealed class CachedFiles : IRepositoryFiles
{
    private readonly HubCache _cache;
    private readonly string _commit;

    /// <exception cref="AttnExtractException">The snapshot leads out of the cache.</exception>
    public CachedFiles(HubCache cache, string commit)
    {
        cache.RequireInside(commit);
        (_cache, _commit) = (cache, commit);
    }

    /// <summary>Whether the cache knew of every file that was asked for: that it is here, or that the repository has none.</summary>
    public bool IsCertain { get; private set; } = true;

    /// <inheritdoc/>
    public ValueTask<bool> ObtainAsync(string file)
    {
        bool isHere = IsHere(file);
        IsCertain &= isHere || _cache.IsKnownAbsent(_commit, file);
        return ValueTask.FromResult(isHere);
    }

    /// <inheritdoc/>
    public bool IsHere(string file) => _cache.Has(_commit, file);

    /// <inheritdoc/>
    public string LocalPath(string file) => _cache.FileOf(_commit, file);
}
