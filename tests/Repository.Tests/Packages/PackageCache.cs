namespace AttnExtract.Repository.Tests.Packages;

/// <summary>The packages that builds of this machine's user fetch.</summary>
internal static class PackageCache
{
    /// <summary>Where they lie.</summary>
    public static string Folder { get; } =
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
