using System.Xml.Linq;
using AttnExtract.Repository.Tests.Documents;
using AttnExtract.Testing;

namespace AttnExtract.Repository.Tests.Packages;

/// <summary>
/// Programs made as a user makes them, outside the repository, from packages alone. In the usual run what others made is taken out of the package cache
/// of the machine; ATTN_PACKAGES=1 begins with an empty one, fetches everything for every platform, and makes more of them.
/// </summary>
[Collection(nameof(PackedFloors))]
public sealed class ConsumerTests(PackedFloors packed) : IDisposable
{
    private const string Add = "dotnet add package ";

    private static readonly bool FromNothing = Environment.GetEnvironmentVariable("ATTN_PACKAGES") is { Length: > 0 };

    private readonly TemporaryFolder _folder = new();

    /// <summary>The README's blocks of C#, how many of its packages each needs, and what draws the same inside the repository.</summary>
    public static TheoryData<int, int, string, string> Programs { get; } = FromNothing
        ? [(0, 1, "cat.png", CatPicture), (1, 2, "even.png", EvenPicture)]
        : [(0, 1, "cat.png", CatPicture)];

    private static string CatPicture => $"{Path.Combine(BuiltProgram.Folder, "attn.dll")}|figure|The cat sat on the mat.|--cmap|Greens_r|-o|cat.png";

    // A figure says by what its numbers were changed: no ablation of the command line has the caption of a hook.
    private static string EvenPicture => $"run|{Path.Combine(ReferenceData.RepositoryRoot, "examples", "hooks.cs")}|-c|{BuiltProgram.Configuration}";

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_block_of_the_readme_is_a_program(int block, int packages, string picture, string command)
    {
        DocumentBlock[] blocks = [.. DocumentRun.Blocks("README.md")];
        string[] added = [.. blocks.SelectMany(one => one.Commands).Where(line => line.StartsWith(Add, StringComparison.Ordinal)).Take(packages)];
        Assert.Equal(packages, added.Length);

        string folder = NewConsole(added);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), string.Join('\n', blocks.Where(one => one.Language == "csharp").ElementAt(block).Commands));
        Dotnet(folder, "run");

        Dotnet(_folder.Path, command.Split('|'));
        Assert.Equal(File.ReadAllBytes(_folder[picture]), File.ReadAllBytes(Path.Combine(folder, picture)));
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private string NewConsole(IEnumerable<string> added)
    {
        XElement machine = new("fallbackPackageFolders", Setting("machine", PackageCache.Folder));
        new XDocument(new XElement(
            "configuration",
            new XElement("packageSources", Setting("local", packed.Folder)),
            new XElement("config", Setting("globalPackagesFolder", _folder["cache"])),
            FromNothing ? null : machine)).Save(_folder["nuget.config"]);
        Dotnet(_folder.Path, "new", "console", "-o", "cat", "--no-restore");
        if (FromNothing)
        {
            foreach (string line in added)
            {
                Dotnet(_folder["cat"], line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]);
            }
        }
        else
        {
            AddWithoutAsking(_folder["cat/cat.csproj"], added);
        }

        return _folder["cat"];
    }

    // What the commands do, but that the machine's cache may hold libtorch for its own platform alone.
    private static void AddWithoutAsking(string project, IEnumerable<string> added)
    {
        XDocument document = XDocument.Load(project);
        document.Root!.Add(new XElement(
            "ItemGroup",
            from line in added
            let words = line[Add.Length..].Split(' ')
            select Package("PackageReference", words[0], words is [_, "--version", ..] ? words[2] : PackedFloors.Version)));
        document.Root.Add(new XElement(
            "ItemGroup",
            Package("PrunePackageReference", "libtorch-cpu-linux-x64;libtorch-cpu-osx-arm64;libtorch-cpu-win-x64", "2.10.0"),
            new XElement("PrunePackageReference", new XAttribute("Remove", "libtorch-cpu-$(NETCoreSdkPortableRuntimeIdentifier)"))));
        document.Save(project);
    }

    private static XElement Package(string item, string name, string version) =>
        new(item, new XAttribute("Include", name), new XAttribute("Version", version));

    private static XElement Setting(string key, string value) => new("add", new XAttribute("key", key), new XAttribute("value", value));

    private static void Dotnet(string folder, params string[] arguments)
    {
        (int exitCode, string output) = BuiltProgram.Run("dotnet", arguments, folder);
        Assert.True(exitCode == 0, $"dotnet {string.Join(' ', arguments)}: exit code {exitCode}\n{output}");
    }
}
