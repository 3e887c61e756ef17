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
