using AttnExtract.Repository.Tests.HouseRules;
using AttnExtract.Testing;

namespace AttnExtract.Repository.Tests;

public sealed class BuildOutputTests
{
    private const long Megabytes = 1_000_000;

    [Fact]
    public void Build_output_stays_in_megabytes()
    {
        // Windows makes links only for those who may; there, files are copied.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Rule.Holds(
            from path in RepositoryFiles.Under("src", ".csproj").Concat(RepositoryFiles.Under("tests", ".csproj"))
            let folder = BuiltProgram.OutputOf(Path.GetDirectoryName(RepositoryFiles.FullPath(path))!)
            where Directory.Exists(folder)
            let size = Files(folder).Where(file => file.LinkTarget is null).Sum(file => file.Length)
            where size > 20 * Megabytes
            select $"{Path.GetDirectoryName(path)}: {size / Megabytes} MB",
            "Natives and models are links in the build output; see Directory.Build.props and build/.");
    }

    [Fact]
    public void A_published_program_is_whole_and_finds_its_model_from_any_folder()
    {
        using TemporaryFolder folder = new();
        string program = folder["attn"];
        string elsewhere = Directory.CreateDirectory(folder["elsewhere"]).FullName;
        string project = Path.Combine(ReferenceData.RepositoryRoot, "src", "Cli");

        (int exitCode, string output) =
            BuiltProgram.Run("dotnet", ["publish", project, "--no-build", "-c", BuiltProgram.Configuration, "-o", program], elsewhere);
        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain(Files(program), file => file.LinkTarget is not null);
        Rule.Holds(
            RepositoryFiles.Under("models", "").Append("LICENSE").Append("NOTICE").Where(path => !File.Exists(Path.Combine(program, path))),
            "A published output holds the bundled model and the licences; see build/BundledModel.targets and src/Cli/Cli.csproj.");

        (exitCode, output) = BuiltProgram.Run(
            "dotnet", [Path.Combine(program, "attn.dll"), "figure", "The cat sat on the mat.", "-o", "cat.png"], elsewhere);
        Assert.True(exitCode == 0, output);
        Assert.True(File.Exists(Path.Combine(elsewhere, "cat.png")));
    }

    [Theory]
    [InlineData("packages")]
    [InlineData("packages/")]
    public void The_compiler_ahead_of_time_is_found_however_the_package_cache_is_written(string packages)
    {
        string project = Path.Combine(ReferenceData.RepositoryRoot, "src", "Cli");
        string[] arguments =
        [
            "msbuild", project, "-nologo", "-t:FindReadyToRun", "-getProperty:_R2RCompiler", "-p:Configuration=Release",
            $"-p:NuGetPackageRoot={packages}",
        ];

        (int exitCode, string output) = BuiltProgram.Run("dotnet", arguments, ReferenceData.RepositoryRoot);

        Assert.True(exitCode == 0, output);
        Assert.StartsWith("packages/microsoft.netcore.app.crossgen2.", output);
    }

    private static IEnumerable<FileInfo> Files(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories);
}
