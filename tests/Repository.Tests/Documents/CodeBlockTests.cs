using AttnExtract.Repository.Tests.Compiled;
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
            from example in Examples(document)
            from problem in example.Code.GetDiagnostics()
            where problem.Severity == DiagnosticSeverity.Error
            select $"{example.Place}: {problem}",
            "Make the example say what the code can do today.");
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void No_block_makes_numbers_behind_its_back(string document)
    {
        Rule.Holds(
            from example in Examples(document)
            from method in Emit(example.Code).Methods
            from offence in NumberTests.Offences(method)
            select $"{example.Place}: {offence}",
            NumberTests.Instead);
    }

    private static IEnumerable<(string Place, CSharpCompilation Code)> Examples(string document) =>
        from block in DocumentBlock.Read(document, RepositoryFiles.Read(document))
        where block.Language == "csharp"
        select ($"{block.Place}", Compile(string.Join('\n', block.Commands)));

    private static CSharpCompilation Compile(string code)
    {
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return CSharpCompilation.Create(
            "example",
            [CSharpSyntaxTree.ParseText($"{Usings}\n{code}")],
            [.. platform.Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))],
            new CSharpCompilationOptions(OutputKind.ConsoleApplication));
    }

    private static CompiledAssembly Emit(CSharpCompilation code)
    {
        MemoryStream compiled = new();
        Assert.True(code.Emit(compiled).Success);
        compiled.Position = 0;
        return CompiledAssembly.Read(compiled);
    }
}
