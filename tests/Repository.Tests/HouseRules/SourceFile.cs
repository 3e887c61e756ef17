using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AttnExtract.Repository.Tests.HouseRules;

/// <summary>One C# file, parsed: rules look at its code, so that a comment or a message may name what code may not.</summary>
internal sealed class SourceFile
{
    private static readonly ConcurrentDictionary<string, SourceFile> Parsed = new();

    private SourceFile(string path)
    {
        Path = path;
        string text = RepositoryFiles.Read(path);
        Lines = text.TrimEnd('\n').Split('\n');
        Root = CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview)).GetCompilationUnitRoot();
    }

    public string Path { get; }

    public string[] Lines { get; }

    public CompilationUnitSyntax Root { get; }

    /// <summary>The types that stand in the file outside any other type.</summary>
    public IEnumerable<MemberDeclarationSyntax> Types => Root
        .DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
        .OfType<MemberDeclarationSyntax>()
        .Where(member => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax);

    /// <summary>The C# files of some folders.</summary>
    public static IEnumerable<SourceFile> In(params string[] folders) =>
        from folder in folders
        from path in RepositoryFiles.Under(folder, ".cs")
        select Parsed.GetOrAdd(path, key => new SourceFile(key));

    /// <summary>The places where code, not a comment or a string, names one of some identifiers.</summary>
    public IEnumerable<string> Naming(Func<string, bool> identifier) => Root
        .DescendantTokens()
        .Where(token => token.IsKind(SyntaxKind.IdentifierToken) && identifier(token.ValueText))
        .Select(token => At(token.GetLocation(), token.ValueText));

    /// <summary>The string literals, with the text of interpolated ones in parts.</summary>
    public IEnumerable<SyntaxToken> Literals => Root
        .DescendantTokens()
        .Where(token => token.IsKind(SyntaxKind.StringLiteralToken)
            || token.IsKind(SyntaxKind.SingleLineRawStringLiteralToken)
            || token.IsKind(SyntaxKind.MultiLineRawStringLiteralToken)
            || token.IsKind(SyntaxKind.InterpolatedStringTextToken));

    public string At(Location location, string what) => $"{Path}:{location.GetLineSpan().StartLinePosition.Line + 1}: {what}";

    public static string NameOf(MemberDeclarationSyntax type) => type switch
    {
        BaseTypeDeclarationSyntax declaration => declaration.Identifier.ValueText,
        DelegateDeclarationSyntax declaration => declaration.Identifier.ValueText,
        _ => throw new ArgumentException($"{type.Kind()} is no type."),
    };
}
