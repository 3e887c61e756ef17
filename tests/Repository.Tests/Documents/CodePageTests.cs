using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using AttnExtract.Extract;
using AttnExtract.Render;
using AttnExtract.Repository.Tests.Examples;
using AttnExtract.Repository.Tests.HouseRules;
using AttnExtract.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AttnExtract.Repository.Tests.Documents;

/// <summary>The C# of pages runs: every block in a scope of its own, all of a page in one process, since starting one for each takes longer.</summary>
public sealed partial class CodePageTests : IDisposable
{
    private const string Map = "docs/api.md";

    private readonly TemporaryFolder _folder = new();

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Map)]
    [InlineData("docs/viewer.md")]
    public void Every_block_runs_and_leaves_what_it_saves(string document)
    {
        DocumentBlock[] blocks = [.. DocumentRun.Blocks(document).Where(block => block.Language == "csharp")];
        string work = DocumentRun.PrepareFolder(_folder);
        string program = ExampleProgram.Make(
            ExampleProgram.Compile("page", CodeBlockTests.Usings, Joined(blocks)), _folder["page"], DiagnosticSeverity.Error);

        (int exitCode, string output) = BuiltProgram.Run("dotnet", [program], work);

        Assert.True(exitCode == 0, output);
        string[] saved = [.. blocks.SelectMany(block => Saved.Matches(string.Join('\n', block.Commands))).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(saved);
        Assert.All(saved, name => Assert.True(Path.Exists(Path.Combine(work, name)), $"{document} left no {name}."));
    }

    [Fact]
    public void The_map_names_every_verb()
    {
        string text = RepositoryFiles.Read(Map);
        IEnumerable<MethodInfo> verbs = typeof(ModelRuns).GetMethods(BindingFlags.Public | BindingFlags.Static).Concat(
            from maker in typeof(Figure).Assembly.GetExportedTypes()
            where maker.Namespace == typeof(Figure).Namespace
            from method in maker.GetMethods(BindingFlags.Public | BindingFlags.Static)
            where method.IsDefined(typeof(ExtensionAttribute), inherit: false)
            select method);

        Rule.Holds(
            verbs.Select(verb => verb.Name).Distinct().Where(name => !Regex.IsMatch(text, $@"\b{name}\b")),
            $"Say in {Map} what it is for.");
    }

    private static string Joined(IEnumerable<DocumentBlock> blocks)
    {
        SortedSet<string> imports = new(StringComparer.Ordinal);
        StringBuilder program = new();
        foreach (DocumentBlock block in blocks)
        {
            CompilationUnitSyntax code = CSharpSyntaxTree.ParseText(string.Join('\n', block.Commands)).GetCompilationUnitRoot();
            imports.UnionWith(code.Usings.Select(one => one.ToString()));
            program.AppendLine("{").AppendLine($"#line 1 \"{block.Place}\"")
                .AppendJoin("", code.Members.Select(one => one.ToFullString())).AppendLine().AppendLine("}");
        }

        return $"{string.Join('\n', imports)}\n{program}";
    }

    [GeneratedRegex("\\.Save(?:Panels)?\\(\"([^\"]+)\"\\)")]
    private static partial Regex Saved { get; }
}
