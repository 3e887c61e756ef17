namespace AttnExtract.Model.Hub;

/// <summary>The models that the cache of the Hub holds.</summary>
public static class CachedModels
{
    private const string Prefix = "models--";

    /// <summary>Their names, <c>owner/name</c>, in alphabetical order: those of which a branch and a configuration are there.</summary>
    /// <param name="settings">Where the cache is; null for what the environment says.</param>
    public static IReadOnlyList<string> Names(HubSettings? settings = null)
    {
        settings ??= HubSettings.FromEnvironment();
        return Directory.Exists(settings.CacheFolder)
            ? [.. Directory.EnumerateDirectories(settings.CacheFolder, $"{Prefix}*--*").Select(NameOf).OfType<string>().Order(StringComparer.Ordinal)]
            : [];
    }

    private static string? NameOf(string folder)
    {
        string name = Path.GetFileName(folder)[Prefix.Length..].Replace("--", "/", StringComparison.Ordinal);
        string main = Path.Combine(folder, "refs", "main");
        return HubName.IsName(name) && File.Exists(main)
            && File.Exists(Path.Combine(folder, "snapshots", File.ReadAllText(main).Trim(), "config.json")) ? name : null;
    }
}
