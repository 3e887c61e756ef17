using AttnExtract.Repository.Tests.HouseRules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AttnExtract.Repository.Tests.Documents;

/// <summary>The C# that documents show compiles against the floors as they are.</summary>
public sealed class CodeBlockTests
{
    private const string Usings = """
        using System; using System.Collections.Generic; using System.IO; using System.Linq;
        using AttnExtract.Extract; using AttnExtract.Extract.Ablations; using AttnExtract.Model; using AttnExtract.Model.Hooks;
        using AttnExtract.Render; using static TorchSharp.torch;
        #line 1
        """;

    public static TheoryData<string> Documents { get; } =
        [.. RepositoryFiles.All.Where(file => file.EndsWith(".md", StringComparison.Ordinal) && RepositoryFiles.Read(file).Contains("```csharp"))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_block_compiles(string document)
    {
        Rule.Holds(
            from block in DocumentBlock.Read(document, RepositoryFiles.Read(document))
            where block.Language == "csharp"
            from problem in Compile(string.Join('\n', block.Commands))
            select $"{block.Place}: {problem}",
            "Make the example say what the code can do today.");
    }

    private static IEnumerable<Diagnostic> Compile(string code)
    {
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        CSharpCompilation compilation = CSharpCompilation.Create(
            "example",
            [CSharpSyntaxTree.ParseText($"{Usings}\n{code}")],
            [.. platform.Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))],
            new CSharpCompilationOptions(OutputKind.ConsoleApplication));
        return compilation.GetDiagnostics().Where(problem => problem.Severity == DiagnosticSeverity.Error);
    }
}
