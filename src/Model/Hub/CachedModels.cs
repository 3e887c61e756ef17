using AttnExtract.Ground;

namespace AttnExtract.Model.Hub;

/// <summary>The models that the cache of the Hub holds.</summary>
public static class CachedModels
{
    /// <summary>Their names, <c>owner/name</c>, in alphabetical order: those of which a branch and a configuration are there.</summary>
    /// <param name="settings">Where the cache is; null for what the environment says. One that may not be read holds nothing for whoever asks.</param>
    public static IReadOnlyList<string> Names(HubSettings? settings = null)
    {
        settings ??= HubSettings.FromEnvironment();
        return
        [
            .. FoldersOf(settings.CacheFolder)
                .Select(folder => Path.GetFileName(folder)[HubCache.Prefix.Length..].Replace("--", "/", StringComparison.Ordinal))
                .Where(name => HubName.IsName(name) && IsThere(settings, HubName.Parse(name))).Order(StringComparer.Ordinal),
        ];
    }

    private static string[] FoldersOf(string cache)
    {
        try
        {
            return Directory.Exists(cache) ? InputFolder.Folders(cache, $"{HubCache.Prefix}*--*") : [];
        }
        catch (AttnExtractException)
        {
            return [];
        }
    }

    private static bool IsThere(HubSettings settings, HubName hub)
    {
        HubCache cache = new(settings, hub);
        return cache.CommitOf(hub.Revision) is { } commit && cache.Has(commit, "config.json");
    }
}
