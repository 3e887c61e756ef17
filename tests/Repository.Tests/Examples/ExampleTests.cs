using AttnExtract.Repository.Tests.Documents;
using AttnExtract.Repository.Tests.HouseRules;
using AttnExtract.Testing;
using Microsoft.CodeAnalysis;

namespace AttnExtract.Repository.Tests.Examples;

/// <summary>
/// Each file of examples/ is a program that does what it says. In the usual run it is compiled here and started beside what the build of the program holds,
/// since dotnet run builds for a quarter of a minute; ATTN_PACKAGES=1 uses dotnet run.
/// </summary>
public sealed class ExampleTests : IDisposable
{
    private static readonly bool ByDotnetRun = Environment.GetEnvironmentVariable("ATTN_PACKAGES") is { Length: > 0 };

    // What each is given, and what it leaves.
    private static readonly Dictionary<string, (string[] Arguments, string[] Files)> Runs = new()
    {
        ["figure"] = ([], ["cat.png", "head.png", "run.safetensors"]),
        ["hooks"] = ([], ["even.png"]),
        ["ablation"] = (["The cat sat."], ["ablation.csv", "ablation.png"]),
        ["measures"] = (["The cat sat."], ["measures.pdf"]),
        ["corpus"] = ([], ["heads.csv", "heads.png"]),
        ["cross-attention"] = ([Path.Combine(ReferenceData.Root, "families", "marian")], ["cross.png"]),
        ["own-attentions"] = ([], ["mine.html", "mine.npy", "mine.png"]),
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Examples { get; } =
        [.. RepositoryFiles.Under("examples", ".cs").Select(path => Path.GetFileNameWithoutExtension(path)!)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_runs(string example)
    {
        Assert.True(Runs.TryGetValue(example, out (string[] Arguments, string[] Files) run), $"Say in {nameof(Runs)} what {example} leaves.");
        string work = Directory.CreateDirectory(_folder["work"]).FullName;

        string[] start = ByDotnetRun ? ["run", RepositoryFiles.FullPath($"examples/{example}.cs"), "--"] : [Compile(example)];
        (int exitCode, string output) = BuiltProgram.Run("dotnet", [.. start, .. run.Arguments], work);

        Assert.True(exitCode == 0, output);
        Assert.Equal(run.Files, Directory.GetFiles(work).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("README.md", 0, "figure")]
    [InlineData("README.md", 1, "hooks")]
    public void A_document_shows_an_example_as_it_is(string document, int block, string example)
    {
        string shown = string.Join('\n', DocumentRun.Blocks(document).Where(one => one.Language == "csharp").ElementAt(block).Commands);

        Assert.Equal(Code(example).Trim(), shown.Trim());
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    // Without the lines that are for dotnet run.
    private static string Code(string example) => string.Join(
        '\n', RepositoryFiles.Read($"examples/{example}.cs").Split('\n').Where(line => !line.StartsWith('#')));

    private string Compile(string example) => ExampleProgram.Make(
        ExampleProgram.Compile(example, ExampleProgram.Implicit, Code(example)), _folder["program"], DiagnosticSeverity.Warning);
}
