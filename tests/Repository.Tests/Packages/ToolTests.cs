using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AttnExtract.Build;
using AttnExtract.Repository.Tests.Documents;
using AttnExtract.Repository.Tests.HouseRules;
using AttnExtract.Testing;

namespace AttnExtract.Repository.Tests.Packages;

/// <summary>
/// The program as a .NET tool, run where nothing else is. The usual run does without packages and takes what they would hold, which has no start files;
/// ATTN_PACKAGES=1 packs the tool, installs it from a folder of packages with no other source and an empty cache, and takes it away again.
/// </summary>
public sealed partial class ToolTests : IDisposable
{
    private const string Id = "AttnExtract.Cli";
    private const string Platform = "linux-x64";

    // NuGet's registry takes no larger package.
    private const long LargestPackage = 250 * 1024 * 1024;

    private static readonly bool AsPackages = Environment.GetEnvironmentVariable("ATTN_PACKAGES") is { Length: > 0 };

    private static readonly string Project = Path.Combine(ReferenceData.RepositoryRoot, "src", "Cli", "Cli.csproj");

    // What is built lies where others may have no right to read.
    private static readonly string[] Bare = AsPackages ? BareEnvironment.Words(bringsItsRuntime: false) : [];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void There_is_one_for_every_platform_that_libtorch_comes_for()
    {
        using JsonDocument said = JsonDocument.Parse(Dotnet(
            "msbuild", Project, "-p:Tool=all", "-getProperty:PackageId", "-getProperty:PackAsTool", "-getProperty:ToolPackageRuntimeIdentifiers", "-nologo"));
        JsonElement properties = said.RootElement.GetProperty("Properties");

        Assert.Equal(Id, properties.GetProperty("PackageId").GetString());
        Assert.Equal("true", properties.GetProperty("PackAsTool").GetString());
        Assert.Equal(
            LibTorchPackage.Matches(RepositoryFiles.Read("Directory.Build.targets")).Select(match => match.Groups[1].Value).Order(),
            properties.GetProperty("ToolPackageRuntimeIdentifiers").GetString()!.Split(';').Order());
    }

    [Fact]
    public async Task It_is_whole_and_leaves_nothing()
    {
        string[] attn = AsPackages ? Install() : [Path.Combine(BuiltProgram.DotnetRoot, "dotnet"), WithoutStartFiles()];
        string work = BareEnvironment.Work(_folder);

        Assert.StartsWith($"attn {PackedFloors.Version}\n", Run(attn, work, "--version"));
        Assert.Equal(Dotnet(Path.Combine(BuiltProgram.Folder, "attn.dll"), "list", "colormaps"), Run(attn, work, "list", "colormaps"));
        Run(attn, work, "figure", "The cat sat on the mat.", "--cmap", "Greens_r", "-o", "cat.png");
        Assert.Equal(
            Pixels(File.ReadAllBytes(RepositoryFiles.FullPath("docs/images/cat.png"))), Pixels(File.ReadAllBytes(Path.Combine(work, "cat.png"))));
        File.WriteAllText(Path.Combine(work, "texts.txt"), "The cat sat.\nThe dog ran.\n");
        Assert.Contains($"\n{string.Join(' ', attn)} heads ", Run(attn, work, "slurm", "heads", "texts.txt", "-o", "run/", "--tasks", "2", "--dry-run"));
        await Serves(attn, work);

        if (AsPackages)
        {
            Dotnet("tool", "uninstall", "--tool-path", _folder["tools"], Id);
            Assert.Empty(Directory.GetFiles(_folder["tools"], "*", SearchOption.AllDirectories));
            Assert.StartsWith($"attn {PackedFloors.Version}\n", Dotnet("tool", "exec", Id, "--yes", "--", "--version"));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private string[] Install()
    {
        string feed = Pack();
        LooksRight(Path.Combine(feed, $"{Id}.{PackedFloors.Version}.nupkg"), "DotnetTool");
        string program = Path.Combine(feed, $"{Id}.{Platform}.{PackedFloors.Version}.nupkg");
        LooksRight(program, "DotnetToolRidPackage");
        HoldsTheProgramAsItIsHandedOut(program);
        Dotnet([.. AsTheReadmeSays("dotnet tool install ")]);
        return [_folder["tools/attn"]];
    }

    private string Pack()
    {
        Dotnet([.. AsTheReadmeSays("dotnet pack src/Cli "), $"-p:ArtifactsPath={_folder["artifacts"]}", "-nologo"]);
        Directory.Delete(_folder["artifacts"], recursive: true);
        Assert.Equal(
            [$"{Id}.{PackedFloors.Version}.nupkg", $"{Id}.{Platform}.{PackedFloors.Version}.nupkg"],
            Directory.GetFiles(_folder["feed"]).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));

        // From now on there is no other source, nothing fetched before, and nobody's home.
        new XDocument(new XElement(
            "configuration",
            new XElement("packageSources", new XElement("clear"), Setting("local", _folder["feed"])),
            new XElement("config", Setting("globalPackagesFolder", _folder["cache"])))).Save(_folder["nuget.config"]);
        return _folder["feed"];
    }

    // But for where things lie.
    private IEnumerable<string> AsTheReadmeSays(string command) =>
        from word in DocumentRun.Blocks("README.md").SelectMany(block => block.Commands).Single(line => line.StartsWith(command, StringComparison.Ordinal))
            .Split(' ').Skip(1)
        from argument in word switch
        {
            "src/Cli" => [Project],
            "packages" => [_folder["feed"]],
            "--global" => ["--tool-path", _folder["tools"]],
            _ => new[] { word },
        }
        select argument;

    // .NET looks beside what a link to its own files leads to, so that these are copies.
    private string WithoutStartFiles()
    {
        string folder = Directory.CreateDirectory(_folder["attn"]).FullName;
        foreach (string file in Directory.GetFiles(BuiltProgram.Folder))
        {
            string name = Path.GetFileName(file);
            if (Path.GetExtension(name) is ".dll" or ".json")
            {
                File.Copy(file, Path.Combine(folder, name));
            }
            else if (Path.GetFileNameWithoutExtension(name) is not ("attn" or "attn-serve"))
            {
                File.CreateSymbolicLink(Path.Combine(folder, name), file);
            }
        }

        Directory.CreateSymbolicLink(Path.Combine(folder, "models"), Path.Combine(BuiltProgram.Folder, "models"));
        return Path.Combine(folder, "attn.dll");
    }

    private static void LooksRight(string package, string type)
    {
        Assert.True(new FileInfo(package).Length < LargestPackage, $"{package} has {new FileInfo(package).Length} bytes.");
        using ZipArchive archive = ZipFile.OpenRead(package);
        XElement about = Nuspec.Of(archive);
        Assert.Equal(type, (string?)about.Descendants().Single(element => element.Name.LocalName == "packageType").Attribute("name"));
        Assert.Equal("MIT", Nuspec.Text(about, "license"));
        Assert.Empty(new[] { "README.md", "icon.png", "NOTICE" }.Except(archive.Entries.Select(entry => entry.FullName)));
        Assert.DoesNotContain(about.Descendants(), element => element.Name.LocalName == "dependency");
    }

    // What the archive holds but its runtime and start files, with libtorch mended and trimmed.
    private void HoldsTheProgramAsItIsHandedOut(string package)
    {
        string folder = $"tools/net10.0/{Platform}/";
        using ZipArchive archive = ZipFile.OpenRead(package);
        string[] files =
        [
            .. from entry in archive.Entries
               where entry.FullName.StartsWith(folder, StringComparison.Ordinal)
               select entry.FullName[folder.Length..],
        ];
        Assert.Empty(RepositoryFiles.Under("models", "").Concat(["LICENSE", "NOTICE", "attn.dll", "attn-serve.dll"]).Except(files));
        Assert.DoesNotContain(files, file => file is "attn" or "attn-serve" or "libcoreclr.so" or "AttnExtract.Render.xml");

        byte[] interop = Bytes(archive.GetEntry(folder + "libLibTorchSharp.so")!);
        byte[] torch = Bytes(archive.GetEntry(folder + "libtorch_cpu.so")!);
        Assert.Equal(LibTorchMendOutcome.AlreadyFine, LibTorchMend.Apply(interop).Outcome);
        Assert.Equal(torch.Length, LibTorchTrim.Apply(torch)!.Length);
    }

    private static async Task Serves(string[] attn, string work)
    {
        string[] words = [.. Bare, .. attn];
        ProcessStartInfo start = new(words[0], [.. words[1..], "serve"]) { WorkingDirectory = work, RedirectStandardOutput = true };
        using Process server = Process.Start(start)!;
        try
        {
            Match address = Address.Match(await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? "");
            Assert.True(address.Success);
            using HttpClient client = new();
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", address.Groups[2].Value);
            using HttpResponseMessage answer = await client.PostAsJsonAsync(
                $"{address.Groups[1].Value}/api/figure", new { text = "The cat sat on the mat.", cmap = "Greens_r" }, TestContext.Current.CancellationToken);
            byte[] figure = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, Encoding.UTF8.GetString(figure));
            Assert.Equal(File.ReadAllBytes(Path.Combine(work, "cat.png")), figure);
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    private static XElement Setting(string key, string value) => new("add", new XAttribute("key", key), new XAttribute("value", value));

    private static string Run(string[] attn, string work, params string[] arguments)
    {
        string[] words = [.. Bare, .. attn, .. arguments];
        return Started(words[0], words[1..], work);
    }

    private string Dotnet(params string[] arguments) => Started("dotnet", arguments, _folder.Path);

    private static string Started(string program, string[] arguments, string folder)
    {
        (int exitCode, string output) = BuiltProgram.Run(program, arguments, folder);
        Assert.True(exitCode == 0, $"{program} {string.Join(' ', arguments)}: exit code {exitCode}\n{output}");
        return output;
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        byte[] bytes = new byte[entry.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    // Of a PNG what is neither about it nor how it was compressed: its header and its rows.
    private static byte[] Pixels(byte[] png)
    {
        using MemoryStream packed = new();
        byte[] header = [];
        for (int at = 8; at < png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            string type = Encoding.ASCII.GetString(png, at + 4, 4);
            Span<byte> data = png.AsSpan(at + 8, length);
            header = type == "IHDR" ? data.ToArray() : header;
            packed.Write(type == "IDAT" ? data : []);
            at += length + 12;
        }

        packed.Position = 0;
        using ZLibStream rows = new(packed, CompressionMode.Decompress);
        using MemoryStream pixels = new();
        pixels.Write(header);
        rows.CopyTo(pixels);
        return pixels.ToArray();
    }

    [GeneratedRegex("libtorch-cpu-([a-z]+-[a-z0-9]+)")]
    private static partial Regex LibTorchPackage { get; }

    [GeneratedRegex(@"(http://\S+?)/\?token=(\S+)$")]
    private static partial Regex Address { get; }
}
