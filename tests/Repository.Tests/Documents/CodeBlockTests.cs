using AttnExtract.Repository.Tests.Compiled;
using AttnExtract.Repository.Tests.Examples;
using AttnExtract.Repository.Tests.HouseRules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AttnExtract.Repository.Tests.Documents;

/// <summary>The C# that documents show compiles against the floors as they are.</summary>
public sealed class CodeBlockTests
{
    /// <summary>What blocks may leave out.</summary>
    internal const string Usings = ExampleProgram.Implicit + """

        global using AttnExtract.Extract; global using AttnExtract.Extract.Ablations; global using AttnExtract.Model;
        global using AttnExtract.Model.Hooks; global using AttnExtract.Render; global using static TorchSharp.torch;
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
        select ($"{block.Place}", ExampleProgram.Compile("example", Usings, string.Join('\n', block.Commands)));

    private static CompiledAssembly Emit(CSharpCompilation code)
    {
        MemoryStream compiled = new();
        Assert.True(code.Emit(compiled).Success);
        compiled.Position = 0;
        return CompiledAssembly.Read(compiled);
    }
}
