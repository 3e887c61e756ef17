using AttnExtract.Ground;
using AttnExtract.Testing;

namespace AttnExtract.Repository.Tests.Packages;

/// <summary>The floors, packed once as they were built along with these tests, in a folder that is a source of packages.</summary>
[CollectionDefinition(nameof(PackedFloors))]
public sealed class PackedFloors : ICollectionFixture<PackedFloors>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Packs them.</summary>
    public PackedFloors()
    {
        string solution = Path.Combine(ReferenceData.RepositoryRoot, "AttnExtract.sln");
        (int exitCode, string output) = BuiltProgram.Run(
            "dotnet", ["pack", solution, "--no-build", "-c", BuiltProgram.Configuration, "-o", Folder, "-v", "q", "-nologo"], _folder.Path);
        Assert.True(exitCode == 0, output);
    }

    /// <summary>Where they lie.</summary>
    public string Folder => _folder["feed"];

    /// <summary>The version that all of them have.</summary>
    public static string Version { get; } = typeof(AttnExtractException).Assembly.GetName().Version!.ToString(3);

    /// <summary>The file of a package, or of its symbols.</summary>
    public string File(string package, string extension = "nupkg") => Path.Combine(Folder, $"{package}.{Version}.{extension}");

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
