using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AttnExtract.Repository.Tests.HouseRules;

/// <summary>What a C# file looks like.</summary>
public sealed class SourceTests
{
    private const int LongestFile = 500;
    private const int LongestLine = 160; // .editorconfig asks for 140; a sentence that cannot be broken well may pass it.
    private const int MeanFile = 130;
    private const int SmallType = 25;

    // Nothing can be proved of a page without a browser to run it, nor of what a shell reads without the shell.
    private static readonly string[] MaySkip = ["tests/Viewer.Tests/Browser.cs", "tests/Cli.Tests/Completion/RealShell.cs"];

    private static readonly string[] Written = ["src", "tests", "build", "bench"];

    [Fact]
    public void Files_are_short()
    {
        Rule.Holds(
            SourceFile.In(Written).Where(file => file.Lines.Length > LongestFile).Select(file => $"{file.Path}: {file.Lines.Length} lines"),
            $"No file over {LongestFile} lines. Give the concept that it also holds a file of its own; move tables to data files.");

        double mean = SourceFile.In("src").Average(file => (double)file.Lines.Length);
        Rule.Holds(
            mean > MeanFile
                ? SourceFile.In("src").OrderByDescending(file => file.Lines.Length).Take(5).Select(file => file.Path)
                : [],
            $"Files under src/ have {mean:0} lines on average, and {MeanFile} is the limit. Split the longest.");
    }

    [Fact]
    public void Lines_are_short()
    {
        Rule.Holds(
            from file in SourceFile.In(Written)
            from line in file.Lines.Index()
            where line.Item.TrimEnd('\r').Length > LongestLine
            select $"{file.Path}:{line.Index + 1}: {line.Item.Length} characters",
            $"Wrap lines over {LongestLine} characters.");
    }

    [Fact]
    public void Scripts_of_a_page_are_short_and_on_its_list()
    {
        const string Page = "src/Render/Viewer/Page";
        string[] files = [.. new[] { ".js", ".css", ".html" }.SelectMany(extension => RepositoryFiles.Under(Page, extension))];
        Assert.NotEmpty(files);
        Rule.Holds(
            from path in files
            let lines = RepositoryFiles.Read(path).TrimEnd('\n').Split('\n')
            where lines.Length > LongestFile || lines.Any(line => line.Length > LongestLine)
            select path,
            $"No file over {LongestFile} lines, and no line over {LongestLine} characters.");
        string list = RepositoryFiles.Read("src/Render/Viewer/ViewerDocument.cs");
        Rule.Holds(
            from path in files
            let name = Path.GetFileNameWithoutExtension(path)
            where path.EndsWith(".js", StringComparison.Ordinal) && name != "types"
            where !list.Contains($"\"{name}\"", StringComparison.Ordinal)
            select path,
            "Name it among the scripts of ViewerDocument, after what it uses at once; a page has only those.");
    }

    [Fact]
    public void Files_hold_one_public_type_and_bear_its_name()
    {
        Rule.Holds(
            from file in SourceFile.In("src")
            let name = Path.GetFileName(file.Path).Split('.')[0]
            let types = file.Types.ToArray()
            where types.Length > 0
            let shown = types.Where(type => type.Modifiers.Any(SyntaxKind.PublicKeyword)).ToArray()
            let candidates = (shown.Length > 0 ? shown : types).Select(SourceFile.NameOf).Distinct().ToArray()
            let guests = shown.Where(type => SourceFile.NameOf(type) != name && !IsSmall(type)).Select(SourceFile.NameOf)
            where guests.Any() || !candidates.Contains(name)
            select $"{file.Path}: holds {string.Join(", ", candidates)}",
            "One concept a file, named after its one public type (or after any type where none is public). Beside it may stand what it owns: "
            + $"an enum, a delegate or a record of {SmallType} lines at most. Move the others out.");
    }

    [Fact]
    public void Classes_are_sealed_unless_something_derives_from_them()
    {
        HashSet<string> bases =
        [
            .. from file in SourceFile.In("src")
               from list in file.Root.DescendantNodes().OfType<BaseListSyntax>()
               from type in list.Types
               select type.Type.ToString().Split('<')[0].Split('.')[^1],
        ];

        Rule.Holds(
            from file in SourceFile.In("src")
            from type in file.Root.DescendantNodes().OfType<TypeDeclarationSyntax>()
            where type.IsKind(SyntaxKind.ClassDeclaration) || type.IsKind(SyntaxKind.RecordDeclaration)
            where !type.Modifiers.Any(modifier => modifier.IsKind(SyntaxKind.SealedKeyword)
                || modifier.IsKind(SyntaxKind.StaticKeyword) || modifier.IsKind(SyntaxKind.AbstractKeyword))
            where !bases.Contains(type.Identifier.ValueText)
            where !(type.Modifiers.Any(SyntaxKind.PartialKeyword) && HasSealedPart(type.Identifier.ValueText))
            select file.At(type.Identifier.GetLocation(), type.Identifier.ValueText),
            "Seal it: a class is made for inheritance on purpose or not at all.");
    }

    [Fact]
    public void Imports_stand_in_the_order_of_the_formatter()
    {
        Rule.Holds(
            from file in SourceFile.In(Written)
            from pair in file.Root.Usings.Zip(Sorted(file.Root.Usings))
            where pair.First != pair.Second
            select file.At(pair.First.GetLocation(), pair.First.ToString()),
            "Run dotnet format: imports of System stand first, then the others by their names; static ones and aliases come last.");
    }

    [Fact]
    public void Modules_are_run_by_call()
    {
        Rule.Holds(
            from file in SourceFile.In("src")
            from call in file.Root.DescendantNodes().OfType<InvocationExpressionSyntax>()
            where call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "forward" }
            select file.At(call.GetLocation(), call.ToString().Split('\n')[0]),
            "Write .call(…): .forward(…) passes by the hooks that are attached to a module.");
    }

    [Fact]
    public void Files_are_not_mapped_into_memory()
    {
        Rule.Holds(
            SourceFile.In(Written).SelectMany(file => file.Naming(name => name is "MemoryMappedFile" or "MemoryMappedViewAccessor")),
            "Read it (WholeFile, PlacedFile): where another program makes a mapped file shorter, the process ends without a word.");
    }

    [Fact]
    public void Nothing_is_left_for_later()
    {
        string[] marks = ["TODO", "FIXME", "HACK", "XXX"];
        Rule.Holds(
            from file in SourceFile.In(Written)
            from comment in file.Root.DescendantTrivia(descendIntoTrivia: true)
            where !comment.IsKind(SyntaxKind.WhitespaceTrivia) && !comment.HasStructure
            from mark in marks
            where comment.ToString().Contains(mark, StringComparison.Ordinal)
            select file.At(comment.GetLocation(), mark),
            "Do it now, or write it down under \"Known limits\" in CHANGELOG.md.");
        Rule.Holds(
            SourceFile.In(Written).SelectMany(file => file.Naming(name => name == "NotImplementedException")),
            "Build it, or leave the member away; what cannot be done ends in an AttnExtractException that says what can.");
    }

    [Fact]
    public void No_test_is_skipped()
    {
        Rule.Holds(
            from file in SourceFile.In("tests")
            from argument in file.Root.DescendantNodes().OfType<AttributeArgumentSyntax>()
            where argument.NameEquals?.Name.Identifier.ValueText.StartsWith("Skip", StringComparison.Ordinal) == true
            select file.At(argument.GetLocation(), argument.ToString()),
            "A test passes or is gone. Where it needs something that may be absent, let it prove what can be proved without.");
        Rule.Holds(
            from file in SourceFile.In("tests")
            where !MaySkip.Contains(file.Path)
            from access in file.Root.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
            where access.Expression.ToString() == "Assert" && access.Name.Identifier.ValueText.StartsWith("Skip", StringComparison.Ordinal)
            select file.At(access.GetLocation(), access.ToString()),
            "A test passes or is gone. Where it needs something that may be absent, let it prove what can be proved without.");
    }

    // What is read at one glance beside the type that it is a part of: names of choices, and values that are their parameters.
    private static bool IsSmall(MemberDeclarationSyntax type)
    {
        FileLinePositionSpan place = type.GetLocation().GetLineSpan();
        return place.EndLinePosition.Line - place.StartLinePosition.Line < SmallType
            && type is EnumDeclarationSyntax or DelegateDeclarationSyntax or RecordDeclarationSyntax;
    }

    private static bool HasSealedPart(string name) =>
        SourceFile.In("src").SelectMany(file => file.Types).OfType<ClassDeclarationSyntax>()
            .Any(type => type.Identifier.ValueText == name
                && (type.Modifiers.Any(SyntaxKind.SealedKeyword) || type.Modifiers.Any(SyntaxKind.StaticKeyword)));

    // A dot comes before any letter.
    private static IEnumerable<UsingDirectiveSyntax> Sorted(IEnumerable<UsingDirectiveSyntax> imports) => imports
        .OrderBy(one => one.Alias is not null ? 2 : one.StaticKeyword.IsKind(SyntaxKind.StaticKeyword) ? 1 : 0)
        .ThenBy(one => one.Alias is not null || one.Name!.ToString().Split('.')[0] != "System")
        .ThenBy(one => (one.Alias?.ToString() ?? one.Name!.ToString()).Replace('.', '\u0001'), StringComparer.OrdinalIgnoreCase);
}
