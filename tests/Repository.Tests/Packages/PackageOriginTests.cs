using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using AttnExtract.Repository.Tests.HouseRules;
using AttnExtract.Testing;

namespace AttnExtract.Repository.Tests.Packages;

/// <summary>What in the packages says where they come from, and that the same sources make the same again.</summary>
[Collection(nameof(PackedFloors))]
public sealed class PackageOriginTests(PackedFloors packed) : IDisposable
{
    // Portable PDB v1.0, "Source Link".
    private static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Packages { get; } = ["AttnExtract.Ground", "AttnExtract.Model", "AttnExtract.Extract", "AttnExtract.Render"];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Symbols_are_those_of_the_assembly_and_both_are_made_anew_alike(string package)
    {
        using PEReader assembly = new(new MemoryStream(Entry(packed.File(package), $"lib/net10.0/{package}.dll")));
        byte[] pdb = Entry(packed.File(package, "snupkg"), $"lib/net10.0/{package}.pdb");
        using MetadataReaderProvider symbols = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(pdb));
        DebugDirectoryEntry[] debug = [.. assembly.ReadDebugDirectory()];

        Assert.Contains(debug, entry => entry.Type == DebugDirectoryEntryType.Reproducible);
        DebugDirectoryEntry named = debug.Single(entry => entry.Type == DebugDirectoryEntryType.CodeView);
        BlobContentId id = new(symbols.GetMetadataReader().DebugMetadataHeader!.Id);
        Assert.Equal((id.Guid, id.Stamp), (assembly.ReadCodeViewDebugDirectoryData(named).Guid, named.Stamp));

        using ZipArchive archive = ZipFile.OpenRead(packed.File(package, "snupkg"));
        Assert.Equal("SymbolsPackage", (string?)Nuspec.Of(archive).Descendants().Single(one => one.Name.LocalName == "packageType").Attribute("name"));
    }

    // Version 1.0.0 is the first: what is validated is each package in itself, against no earlier one. Packing leaves this mark when it has done so.
    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_was_validated_since_its_assembly_was_made(string package)
    {
        string output = RepositoryFiles.FullPath($"src/{package.Split('.')[1]}/obj/{BuiltProgram.Configuration}/net10.0");
        FileInfo mark = new(Path.Combine(output, "Microsoft.NET.ApiCompat.ValidatePackage.semaphore"));

        Assert.True(
            mark.Exists && mark.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(output, $"{package}.dll")),
            $"{package} was packed and not validated; see EnablePackageValidation in src/Directory.Build.props.");
    }

    [Fact]
    public void Where_the_clone_has_a_remote_package_and_symbols_say_from_what_they_were_made()
    {
        string[] sources =
        [
            .. RepositoryFiles.Under("src/Ground", ""), .. RepositoryFiles.Under("build", ""), "src/Directory.Build.props", "Directory.Build.props",
            "Directory.Build.targets", "Directory.Packages.props", "global.json", ".editorconfig", ".gitignore", "NOTICE",
        ];
        foreach (string source in sources)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[source])!);
            File.Copy(RepositoryFiles.FullPath(source), _folder[source]);
        }

        Run("git", "init", "--quiet");
        Run("git", "add", ".");
        Run("git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false", "commit", "--quiet", "--message", "Begin");
        Run("git", "remote", "add", "origin", "https://github.com/owner/name.git");
        string revision = Run("git", "rev-parse", "HEAD").Trim();
        Run("dotnet", "pack", "src/Ground", "-c", "Release", "-o", _folder["feed"], "-v", "q", "-nologo");

        string package = Path.Combine(_folder["feed"], $"AttnExtract.Ground.{PackedFloors.Version}");
        using ZipArchive archive = ZipFile.OpenRead($"{package}.nupkg");
        XElement repository = Nuspec.Of(archive).Elements().Single(element => element.Name.LocalName == "repository");
        Assert.Equal(
            ("git", "https://github.com/owner/name.git", revision),
            ((string?)repository.Attribute("type"), (string?)repository.Attribute("url"), (string?)repository.Attribute("commit")));

        byte[] pdb = Entry($"{package}.snupkg", "lib/net10.0/AttnExtract.Ground.pdb");
        using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(pdb));
        MetadataReader symbols = provider.GetMetadataReader();
        CustomDebugInformation link = symbols.CustomDebugInformation.Select(symbols.GetCustomDebugInformation)
            .Single(one => symbols.GetGuid(one.Kind) == SourceLink);
        using JsonDocument map = JsonDocument.Parse(Encoding.UTF8.GetString(symbols.GetBlobBytes(link.Value)));
        JsonProperty only = Assert.Single(map.RootElement.GetProperty("documents").EnumerateObject());
        Assert.Equal(("/_/*", $"https://raw.githubusercontent.com/owner/name/{revision}/*"), (only.Name, only.Value.GetString()));
        Assert.All(symbols.Documents, one => Assert.StartsWith("/_/", symbols.GetString(symbols.GetDocument(one).Name)));
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private string Run(string program, params string[] arguments)
    {
        (int exitCode, string output) = BuiltProgram.Run(program, arguments, _folder.Path);
        Assert.True(exitCode == 0, $"{program} {string.Join(' ', arguments)}: exit code {exitCode}\n{output}");
        return output;
    }

    private static byte[] Entry(string package, string name)
    {
        using ZipArchive archive = ZipFile.OpenRead(package);
        using Stream stream = archive.GetEntry(name)!.Open();
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
