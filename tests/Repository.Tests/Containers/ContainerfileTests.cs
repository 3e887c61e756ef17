using System.Text.RegularExpressions;
using AttnExtract.Repository.Tests.HouseRules;

namespace AttnExtract.Repository.Tests.Containers;

/// <summary>What can be held of the container recipe without building the image, which would download another system.</summary>
public sealed partial class ContainerfileTests
{
    private static readonly string Recipe = RepositoryFiles.Read("Containerfile").Replace("\\\n", " ");

    [Fact]
    public void All_that_it_copies_is_there()
    {
        Assert.NotEmpty(Copied());
        Rule.Holds(
            Copied().Where(source => source.EndsWith('/') ? !RepositoryFiles.Under(source[..^1], "").Any() : !RepositoryFiles.All.Contains(source)),
            "Let Containerfile copy what the repository has.");
    }

    [Fact]
    public void It_copies_all_that_the_build_reads()
    {
        // What MSBuild, the compiler and NuGet look for in the folders above a project.
        string[] read = ["global.json", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", ".editorconfig"];
        Rule.Holds(read.Except(Copied()), "Copy this into the image, or what is built there is another program.");
        Rule.Holds(
            from project in RepositoryFiles.Under("src", ".csproj")
            from match in Outside.Matches(RepositoryFiles.Read(project))
            let path = Path.GetRelativePath(
                RepositoryFiles.FullPath("."), Path.GetFullPath(Path.Combine(Path.GetDirectoryName(RepositoryFiles.FullPath(project))!, match.Value)))
            where !Copied().Any(source => path == source || (source.EndsWith('/') && path.StartsWith(source, StringComparison.Ordinal)))
            select $"{project}: {path}",
            "Copy this into the image: a project reads it.");
    }

    [Fact]
    public void It_publishes_projects_with_the_SDK_and_the_runtime_of_their_framework()
    {
        string framework = Regex.Match(RepositoryFiles.Read("Directory.Build.props"), "<TargetFramework>net([0-9.]+)<").Groups[1].Value;

        Assert.Equal(
            [$"mcr.microsoft.com/dotnet/sdk:{framework}", $"mcr.microsoft.com/dotnet/aspnet:{framework}"],
            Image.Matches(Recipe).Select(match => match.Groups[1].Value));
        Assert.StartsWith($"{framework}.", Regex.Match(RepositoryFiles.Read("global.json"), "\"version\": \"([0-9.]+)\"").Groups[1].Value);
        string[] published = [.. Publish.Matches(Recipe).Select(match => match.Groups[1].Value)];
        Assert.Equal(["src/Cli"], published);
        Assert.All(published, project => Assert.Single(RepositoryFiles.Under(project, ".csproj")));
    }

    [Fact]
    public void What_was_built_on_the_host_stays_out()
    {
        Assert.All(["**/bin/", "**/obj/"], pattern => Assert.Contains(pattern, RepositoryFiles.Read(".dockerignore").Split('\n')));
    }

    // Sources of COPY lines, but what another stage has made.
    private static IEnumerable<string> Copied() =>
        from match in Copy.Matches(Recipe)
        from source in match.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)[..^1]
        select source;

    [GeneratedRegex("^COPY (?!--from)(.+)$", RegexOptions.Multiline)]
    private static partial Regex Copy { get; }

    [GeneratedRegex("^FROM (\\S+)", RegexOptions.Multiline)]
    private static partial Regex Image { get; }

    [GeneratedRegex("dotnet publish (\\S+)")]
    private static partial Regex Publish { get; }

    [GeneratedRegex("(?<=\")\\.\\./[^\"*;$]+|(?<=;)\\.\\./[^\"*;$]+")]
    private static partial Regex Outside { get; }
}
