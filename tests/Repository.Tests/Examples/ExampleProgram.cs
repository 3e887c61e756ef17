using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace AttnExtract.Repository.Tests.Examples;

/// <summary>C# that examples and documents show, compiled against the floors as they are.</summary>
internal static class ExampleProgram
{
    /// <summary>What every project imports by itself.</summary>
    public const string Implicit = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    // Read once for all programs.
    private static readonly MetadataReference[] Libraries =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>A program of some texts.</summary>
    public static CSharpCompilation Compile(string name, params IEnumerable<string> texts) => CSharpCompilation.Create(
        name,
        texts.Select(text => CSharpSyntaxTree.ParseText(text)),
        Libraries,
        new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>Makes a program that can be started beside links to all that attn has: its libraries, its model, and what says where they are.</summary>
    /// <param name="code">The program.</param>
    /// <param name="folder">A new folder for it.</param>
    /// <param name="fails">From which severity on something that the compiler says is a failure.</param>
    /// <returns>What <c>dotnet</c> starts.</returns>
    public static string Make(CSharpCompilation code, string folder, DiagnosticSeverity fails)
    {
        string name = code.AssemblyName!;
        Directory.CreateDirectory(folder);
        foreach (string entry in Directory.GetFileSystemEntries(BuiltProgram.Folder))
        {
            File.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(entry)), entry);
        }

        foreach (string kind in new[] { "deps.json", "runtimeconfig.json" })
        {
            File.Copy(Path.Combine(BuiltProgram.Folder, $"attn.{kind}"), Path.Combine(folder, $"{name}.{kind}"));
        }

        string program = Path.Combine(folder, $"{name}.dll");
        EmitResult emitted = code.Emit(program);
        Assert.Empty(emitted.Diagnostics.Where(problem => problem.Severity >= fails));
        return program;
    }
}
