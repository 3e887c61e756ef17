using AttnExtract.Ground;

namespace AttnExtract.Model.Hub;

/// <summary>The files of a commit, downloaded into the cache as they are asked for.</summary>
internal sealed class FetchedFiles : IRepositoryFiles
{
    private readonly HubName _hub;
    private readonly HubListing _listing;
    private readonly HubCache _cache;
    private readonly HubProgress _progress;
    private readonly HubSettings _settings;
    private readonly HubClient _client;
    private readonly CancellationToken _cancellation;
    private bool _hasBegun;

    /// <exception cref="AttnExtractException">The snapshot, as far as it is there, leads out of the cache.</exception>
    public FetchedFiles(
        HubName hub,
        HubListing listing,
        HubCache cache,
        HubClient client,
        HubSettings settings,
        HubProgress progress,
        CancellationToken cancellation)
    {
        cache.RequireInside(listing.Commit);
        (_hub, _listing, _cache, _client) = (hub, listing, cache, client);
        (_settings, _progress, _cancellation) = (settings, progress, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ObtainAsync(string file)
    {
        if (IsHere(file))
        {
            return true;
        }

        if (!_listing.Files.Contains(file))
        {
            _cache.NoteAbsence(_listing.Commit, file);
            return false;
        }

        HubFile content = await _client.DescribeAsync(_hub, _listing.Commit, file, _cancellation);
        await PlaceAsync(content);
        return true;
    }

    /// <inheritdoc/>
    public bool IsHere(string file) => _cache.Has(_listing.Commit, file);

    /// <inheritdoc/>
    public string LocalPath(string file) => _cache.FileOf(_listing.Commit, file);

    private async Task PlaceAsync(HubFile file)
    {
        using IDisposable locked = await _cache.LockAsync(file.ETag, () => _progress.Note(HubMessages.Waits(file)), _cancellation);
        if (IsHere(file.Path))
        {
            return;
        }

        bool isNew = !File.Exists(_cache.Blob(file.ETag));
        if (isNew)
        {
            if (!_hasBegun)
            {
                _hasBegun = true;
                _progress.Begin($"{_hub.Id}@{_listing.Commit}", _settings.Endpoint);
            }

            await new BlobDownload(file, _cache.Blob(file.ETag), _client, _settings, _progress).RunAsync(_cancellation);
            _progress.Finish(file.Path);
        }

        _cache.Place(file.ETag, _listing.Commit, file.Path, isNew);
    }
}
