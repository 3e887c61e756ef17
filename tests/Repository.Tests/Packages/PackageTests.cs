using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using AttnExtract.Render;
using AttnExtract.Repository.Tests.HouseRules;
using AttnExtract.Testing;

namespace AttnExtract.Repository.Tests.Packages;

/// <summary>What lies in the packages; <see cref="ConsumerTests"/> use them.</summary>
[Collection(nameof(PackedFloors))]
public sealed class PackageTests(PackedFloors packed)
{
    // Each, and which of the others it brings along.
    private static readonly (string Package, string[] Needs)[] Packages =
    [
        ("AttnExtract.Ground", []),
        ("AttnExtract.Model", ["AttnExtract.Ground"]),
        ("AttnExtract.Extract", ["AttnExtract.Ground", "AttnExtract.Model"]),
        ("AttnExtract.Render", ["AttnExtract.Ground", "AttnExtract.Extract"]),
    ];

    // Whoever needs their types names them.
    private static readonly string[] Unseen = ["TorchSharp", "SkiaSharp", "HarfBuzzSharp", "Parquet.Net"];

    [Fact]
    public void Each_floor_is_a_package_and_has_one_of_symbols()
    {
        Assert.Equal(
            Packages.SelectMany(one => new[] { packed.File(one.Package), packed.File(one.Package, "snupkg") }).Order(StringComparer.Ordinal),
            Directory.GetFiles(packed.Folder).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_package_says_what_it_is()
    {
        foreach ((string package, string[] needs) in Packages)
        {
            using ZipArchive archive = ZipFile.OpenRead(packed.File(package));
            XElement about = Nuspec.Of(archive);

            Assert.Equal(package, Nuspec.Text(about, "id"));
            Assert.Equal(PackedFloors.Version, Nuspec.Text(about, "version"));
            Assert.Equal("MIT", Nuspec.Text(about, "license"));
            Assert.Equal("README.md", Nuspec.Text(about, "readme"));
            Assert.Equal("icon.png", Nuspec.Text(about, "icon"));
            Assert.NotEqual("Package Description", Nuspec.Text(about, "description"));
            Assert.Empty(new[] { "README.md", "icon.png", "NOTICE", $"lib/net10.0/{package}.dll", $"lib/net10.0/{package}.xml" }
                .Except(archive.Entries.Select(entry => entry.FullName)));
            Assert.Equal(
                needs.Order(StringComparer.Ordinal).Select(name => (name, $"[{PackedFloors.Version}]")),
                Dependencies(about).Where(one => one.Id.StartsWith("AttnExtract.", StringComparison.Ordinal))
                    .Select(one => (one.Id, one.Version)).Order());
            Assert.DoesNotContain(Dependencies(about), one => Unseen.Contains(one.Id) && one.SeesTypes);
        }
    }

    [Fact]
    public void Libtorch_is_asked_for_on_every_platform()
    {
        using ZipArchive archive = ZipFile.OpenRead(packed.File("AttnExtract.Model"));

        Assert.Equal(["libtorch-cpu"],
            from one in Dependencies(Nuspec.Of(archive))
            where one.Id.StartsWith("libtorch", StringComparison.Ordinal)
            select one.Id);
    }

    [Fact]
    public void The_mend_and_the_bundled_model_travel_with_the_model_floor()
    {
        using ZipArchive archive = ZipFile.OpenRead(packed.File("AttnExtract.Model"));
        string[] entries = [.. archive.Entries.Select(entry => entry.FullName)];

        Assert.Equal(
            [
                "AttnExtract.Model.props", "AttnExtract.Model.targets", "BundledModel.targets", "LibTorch.targets", "LibTorchMend.cs", "LibTorchTrim.cs",
            ],
            entries.Where(entry => entry.StartsWith("buildTransitive/", StringComparison.Ordinal)).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Empty(RepositoryFiles.Under("models", "").Except(entries));
    }

    [Fact]
    public void No_file_names_a_folder_of_the_machine_that_packed_it()
    {
        // A Debug build names its sources where they lie, for debuggers; so does a source archive, which has no revision to name instead.
        if (BuiltProgram.Configuration != "Release" || !Path.Exists(RepositoryFiles.FullPath(".git")))
        {
            return;
        }

        Rule.Holds(
            from file in Directory.GetFiles(packed.Folder)
            from entry in Entries(file)
            where !entry.Name.StartsWith("models/", StringComparison.Ordinal)
            from encoding in new[] { Encoding.UTF8, Encoding.Unicode }
            where entry.Bytes.AsSpan().IndexOf(encoding.GetBytes(ReferenceData.RepositoryRoot)) >= 0
            select $"{Path.GetFileName(file)}: {entry.Name}",
            "See DeterministicSourcePaths in src/Directory.Build.props.");
    }

    [Fact]
    public void The_icon_is_drawn_by_the_program_itself()
    {
        const int Size = 8;
        double[] cells = [.. from row in Enumerable.Range(0, Size) from column in Enumerable.Range(0, Size) select Weight(row, column)];
        Figure icon = Heatmap.Of(new Matrix(Size, Size, cells), [], []).With(colormap: "Greens_r", colorBar: false, width: 0.64);

        Assert.Equal(icon.ToPng(), File.ReadAllBytes(RepositoryFiles.FullPath("build/package/icon.png")));

        // A token looks at itself, at the one before, and at the first.
        static double Weight(int row, int column) => Math.Exp(-Math.Pow(row - column - 0.6, 2) / 1.5) + (column == 0 ? 0.5 : 0);
    }

    private static IEnumerable<(string Id, string Version, bool SeesTypes)> Dependencies(XElement metadata) =>
        from element in metadata.Descendants()
        where element.Name.LocalName == "dependency"
        let include = (string?)element.Attribute("include") ?? "All"
        let exclude = (string?)element.Attribute("exclude") ?? ""
        select ((string)element.Attribute("id")!, (string)element.Attribute("version")!,
            (include == "All" || include.Contains("Compile", StringComparison.Ordinal)) && !exclude.Contains("Compile", StringComparison.Ordinal));

    private static IEnumerable<(string Name, byte[] Bytes)> Entries(string file)
    {
        using ZipArchive archive = ZipFile.OpenRead(file);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using Stream stream = entry.Open();
            using MemoryStream bytes = new();
            stream.CopyTo(bytes);
            yield return (entry.FullName, bytes.ToArray());
        }
    }
}
