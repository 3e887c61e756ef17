using AttnExtract.Ground;

namespace AttnExtract.Model.Hub;

/// <summary>
/// Models of the Hugging Face Hub, by name: found in the cache that Python's huggingface_hub keeps, else downloaded into it, so that both
/// share what either has fetched.
/// </summary>
public static class HubModel
{
    /// <summary>The folder of a model that somebody names, wherever it is.</summary>
    /// <param name="folderOrName">A folder, or <c>owner/name[@revision]</c>; what is a folder is not looked for on the Hub.</param>
    /// <param name="settings">Where the cache and the Hub are; null for what the environment says.</param>
    /// <param name="progress">Is told of downloads; null for nobody.</param>
    /// <param name="cancellation">Ends a download, which goes on from there the next time.</param>
    /// <exception cref="AttnExtractException">It is neither, or cannot be had; the message says why and what to do.</exception>
    public static string FolderOf(
        string folderOrName, HubSettings? settings = null, HubProgress? progress = null, CancellationToken cancellation = default) =>
        Directory.Exists(folderOrName) ? folderOrName
        : HubName.IsName(folderOrName) ? Resolve(folderOrName, settings, progress, cancellation)
        : throw new AttnExtractException(HubMessages.NeitherFolderNorName(folderOrName));

    /// <summary>The local folder of a model of the Hub, downloaded as far as it is not in the cache.</summary>
    /// <param name="name"><c>owner/name</c>, or <c>owner/name@revision</c> with a branch, tag or commit; else the branch main.</param>
    /// <param name="settings">Where the cache and the Hub are; null for what the environment says.</param>
    /// <param name="progress">Is told of downloads; null for nobody.</param>
    /// <param name="cancellation">Ends a download, which goes on from there the next time.</param>
    /// <exception cref="AttnExtractException">It cannot be had; the message says why and what to do.</exception>
    public static string Resolve(
        string name, HubSettings? settings = null, HubProgress? progress = null, CancellationToken cancellation = default) =>
        Task.Run(() => ResolveAsync(name, settings, progress, cancellation), cancellation).GetAwaiter().GetResult();

    /// <inheritdoc cref="Resolve"/>
    public static async Task<string> ResolveAsync(
        string name, HubSettings? settings = null, HubProgress? progress = null, CancellationToken cancellation = default)
    {
        HubName hub = HubName.Parse(name);
        settings ??= HubSettings.FromEnvironment();
        try
        {
            return await ResolveAsync(hub, settings, progress ?? HubProgress.None, cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AttnExtractException(HubMessages.CacheFails(settings.CacheFolder, exception), exception);
        }
    }

    private static async Task<string> ResolveAsync(HubName hub, HubSettings settings, HubProgress progress, CancellationToken cancellation)
    {
        HubCache cache = new(settings, hub);
        string? commit = cache.CommitOf(hub.Revision);
        CachedFiles? cached = commit is null ? null : new CachedFiles(cache, commit);
        NeededFiles? found = cached is null ? null : await NeededFiles.CollectAsync(cached, settings.WithWeights);
        bool isUsable = found is { Lacking: null };
        bool isFixed = isUsable && (!settings.Refresh || hub.Revision == commit);
        if (isFixed && cached!.IsCertain)
        {
            return cache.Snapshot(commit!);
        }

        if (settings.IsOffline)
        {
            return isUsable ? cache.Snapshot(commit!) : throw new AttnExtractException(HubMessages.Offline(hub, settings, found?.Lacking));
        }

        using HubClient client = new(settings, progress);
        HubListing listing;
        try
        {
            listing = await client.ListAsync(hub, isFixed ? commit! : hub.Revision, isPatient: !isUsable, cancellation);
        }
        catch (AttnExtractException failure) when (isUsable)
        {
            progress.Note(HubMessages.FallsBack(hub, commit!, failure));
            return cache.Snapshot(commit!);
        }

        FetchedFiles fetched = new(hub, listing, cache, client, settings, progress, cancellation);
        NeededFiles all = await NeededFiles.CollectAsync(fetched, settings.WithWeights);
        if (all.Lacking is { } lacking)
        {
            throw new AttnExtractException(HubMessages.Lacks(hub, listing, lacking));
        }

        // Last, so that a revision leads to what is whole, or to where it led before.
        cache.WriteRef(hub.Revision, listing.Commit);
        return cache.Snapshot(listing.Commit);
    }
}
