using System.Security.Cryptography;
using AttnExtract.Repository.Tests.HouseRules;
using AttnExtract.Testing;

namespace AttnExtract.Repository.Tests.Packages;

/// <summary>
/// The program as it is handed out, run where nothing is but itself: without an environment, by another user where there is one to become, who
/// may write neither to its folder nor at home. The usual run publishes what is built, which needs a runtime; ATTN_PACKAGES=1 makes the archive, which
/// brings it along or is compiled natively, and runs every command. Whatever it says and writes is what the built program says and writes. Of the archive a
/// Debian package is made, too, and the README's figure by what that brings.
/// </summary>
public sealed class HandedOutTests : IDisposable
{
    private const string Text = "The cat sat on the mat.";

    private static readonly bool AsArchive = Environment.GetEnvironmentVariable("ATTN_PACKAGES") is { Length: > 0 };

    // The first makes the README's figure; some need what others before them wrote.
    private static readonly string[][] Commands =
    [
        ["attn", "figure", Text, "--cmap", "Greens_r", "-o", "cat.png"],
        ["attn-serve", "serve", "--help"],
        ["attn", "figure", Text, "-o", "cat.svg", "-o", "cat.pdf", "-o", "cat.webp", "-o", "cat.jpg"],
        ["attn", "--version"],
        ["attn", "serve", "--help"],
        ["attn", "completion", "bash"],
        ["attn", "view", Text, "-o", "cat.html"],
        ["attn", "heatmap", "scores.csv", "-o", "scores.pdf"],
        ["attn", "capture", Text, "-o", "plain.safetensors", "-o", "plain.npz", "-o", "plain.json"],
        ["attn", "capture", "--input", "texts.txt", "-o", "several.h5", "-o", "several.jsonl"],
        ["attn", "figure", "--from", "plain.npz", "-o", "from.svg"],
        ["attn", "capture", Text, "--ablate", "3.7=zero", "-o", "ablated.safetensors"],
        ["attn", "diff", "plain.safetensors", "ablated.safetensors", "-o", "diff.svg"],
        ["attn", "ablate", "The cat sat.", "-o", "zero.csv"],
        ["attn", "patch", "The cat sat.", "--source", "The dog sat.", "-o", "patch.png"],
        ["attn", "measure", "The cat sat.", "--kind", "rollout", "-o", "rollout.npz"],
        ["attn", "measure", "The cat sat.", "--kind", "alti,chefer", "--to", "A kitten.", "-o", "gradients.parquet"],
        ["attn", "heads", "texts.txt", "-o", "heads.parquet", "-o", "heads.csv"],
        ["attn", "heads", "texts.txt", "-o", "study/"],
        ["attn", "status", "study/"],
        ["attn", "merge", "study/", "-o", "merged.csv"],
        ["attn", "prune", "3.5", "-o", "smaller"],
        ["attn", "inspect", "-m", "smaller"],
        ["attn", "tokenize", Text],
        ["attn", "predict", "The quick fox.", "-m", "gpt2"],
        ["attn", "lens", "The quick fox.", "-m", "gpt2", "-o", "lens.png"],
        ["attn", "embed", "texts.txt", "-o", "vectors.npy"],
        ["attn", "slurm", "heads", "texts.txt", "-o", "run/", "--tasks", "2", "--dry-run"],
        ["attn", "kubernetes", "heads", "texts.txt", "-o", "run/", "--tasks", "2", "--image", "attn", "--claim", "data"],
        ["attn", "list", "colormaps"],
    ];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void It_is_whole_and_runs_where_nothing_else_is()
    {
        string program = AsArchive ? Archive() : Publish();
        Rule.Holds(
            RepositoryFiles.Under("models", "").Append("LICENSE").Append("NOTICE").Where(path => !File.Exists(Path.Combine(program, path))),
            "A published output holds the bundled model and the licences; see build/BundledModel.targets and src/Cli/Cli.csproj.");
        Assert.DoesNotContain(Directory.GetFiles(program, "*", SearchOption.AllDirectories), file => new FileInfo(file).LinkTarget is not null);

        string work = BareEnvironment.Work(_folder);
        string built = Directory.CreateDirectory(_folder["built"]).FullName;
        Fill(work);
        Fill(built);
        string[] bare = BareEnvironment.Words(bringsItsRuntime: AsArchive);
        foreach (string[] command in AsArchive ? Commands : Commands[..2])
        {
            string name = Path.Combine(program, OperatingSystem.IsWindows() ? $"{command[0]}.exe" : command[0]);
            (int exitCode, string output) = BuiltProgram.Run(bare[0], [.. bare[1..], name, .. command[1..]], work);
            Assert.True(exitCode == 0, $"{string.Join(' ', command)}: exit code {exitCode}\n{output}");
            if (command[0] == "attn")
            {
                (int made, string said) = BuiltProgram.Run("dotnet", [Path.Combine(BuiltProgram.Folder, "attn.dll"), .. command[1..]], built);
                Assert.True(made == 0, said);
                said = said.Replace(built, work, StringComparison.Ordinal);
                Assert.True(NamesTheProgram(command[1]) || said == output, $"{string.Join(' ', command)}:\n{output}\nThe built program:\n{said}");
            }
        }

        Assert.Equal(Written(built), Written(work));
        if (AsArchive)
        {
            DebianPackage.Said("dpkg-deb", "-x", DebianPackage.Of(program, _folder["attn.deb"]), _folder["root"]);
            string installed = Path.Combine(_folder["root"], "usr/bin/attn");
            (int exitCode, string output) = BuiltProgram.Run(bare[0], [.. bare[1..], installed, "figure", Text, "--cmap", "Greens_r", "-o", "deb.png"], work);
            Assert.True(exitCode == 0, output);
            Assert.Equal(File.ReadAllBytes(Path.Combine(work, "cat.png")), File.ReadAllBytes(Path.Combine(work, "deb.png")));
        }
    }

    [Fact]
    public void Every_command_is_among_those_that_are_run()
    {
        (int exitCode, string output) = BuiltProgram.Run("dotnet", [Path.Combine(BuiltProgram.Folder, "attn.dll"), "--help"], _folder.Path);
        Assert.True(exitCode == 0, output);
        IEnumerable<string> names =
            from line in output.Split("\nCommands\n")[1].Split("\n\n")[0].Split('\n')
            where line.StartsWith("  ", StringComparison.Ordinal) && line[2] != ' '
            select line.Trim().Split(' ')[0];

        Rule.Holds(names.Except(Commands.Select(command => command[1])), $"Add a line to {nameof(Commands)}.");
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private string Publish() => Make(_folder["attn"], "--no-build", "-c", BuiltProgram.Configuration);

    private string Archive()
    {
        string made = Make(_folder["made/attn"], "-c", "Release", "-p:Archive=linux-x64", $"-p:ArtifactsPath={_folder["artifacts"]}");
        long size = new FileInfo($"{made}.tar.gz").Length;
        Assert.True(size < 0.45 * SizeBefore, $"The archive has {size} bytes; what a published folder took before has {SizeBefore}.");
        Directory.Delete(made, recursive: true);
        (int exitCode, string output) = BuiltProgram.Run("tar", ["-xzf", $"{made}.tar.gz", "-C", _folder.Path], _folder.Path);
        Assert.True(exitCode == 0, output);
        return _folder["attn"];
    }

    // dotnet publish src/Cli at version 0.1.0, without what the .NET runtime takes.
    private const long SizeBefore = 578_402_613;

    private string Make(string folder, params string[] arguments)
    {
        string project = Path.Combine(ReferenceData.RepositoryRoot, "src", "Cli");
        (int exitCode, string output) = BuiltProgram.Run("dotnet", ["publish", project, "-o", folder, .. arguments], _folder.Path);
        Assert.True(exitCode == 0, output);
        return folder;
    }

    private static void Fill(string work)
    {
        File.WriteAllText(Path.Combine(work, "texts.txt"), "The cat sat.\nThe dog ran.\n");
        File.WriteAllText(Path.Combine(work, "scores.csv"), "1,2\n3,4\n");
        string model = Directory.CreateDirectory(Path.Combine(work, "gpt2")).FullName;
        foreach (string file in Directory.GetFiles(Path.Combine(ReferenceData.Root, "families", "gpt2")))
        {
            File.Copy(file, Path.Combine(model, Path.GetFileName(file)));
        }
    }

    // What is written for a cluster, as what is said of it, starts the program by its path.
    private static bool NamesTheProgram(string command) => command is "slurm" or "kubernetes";

    // Every file, with a hash of its bytes.
    private static IEnumerable<string> Written(string folder) =>
        from file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        let name = Path.GetRelativePath(folder, file)
        where !name.StartsWith("run", StringComparison.Ordinal)
        orderby name
        select $"{name} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}";
}
