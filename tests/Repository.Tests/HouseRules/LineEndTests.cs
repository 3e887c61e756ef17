using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AttnExtract.Repository.Tests.HouseRules;

/// <summary>What the program writes ends its lines alike on every system, so that files made on two of them are the same.</summary>
public sealed class LineEndTests
{
    // They end lines as the system does, and cannot be told otherwise.
    private static readonly string[] OfTheSystem =
        ["AppendLine", "WriteAllLines", "WriteAllLinesAsync", "AppendAllLines", "AppendAllLinesAsync", "CreateText", "AppendText"];

    private static readonly string[] Writers = ["StreamWriter", "StringWriter", "CleanWriter"];

    [Fact]
    public void Nothing_ends_lines_as_the_system_does()
    {
        Rule.Holds(
            SourceFile.In("src").SelectMany(file => file.Naming(name => OfTheSystem.Contains(name))),
            @"Write ""\n"", which every system reads.");
        Rule.Holds(
            from file in SourceFile.In("src")
            from access in file.Root.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
            where access.Name.Identifier.Text == "NewLine" && access.Expression.ToString() == "Environment"
            select file.At(access.GetLocation(), access.ToString()),
            @"Write ""\n"", which every system reads.");
    }

    [Fact]
    public void Every_writer_is_told_how_lines_end()
    {
        BaseObjectCreationExpressionSyntax[] made =
        [
            .. from file in SourceFile.In("src")
               from creation in file.Root.DescendantNodes().OfType<BaseObjectCreationExpressionSyntax>()
               where Writers.Contains(TypeOf(creation))
               select creation,
        ];

        Assert.NotEmpty(made);
        Rule.Holds(
            made.Where(creation => creation.Initializer?.Expressions.Any(one => one.ToString() == @"NewLine = ""\n""") != true)
                .Select(creation => $"{creation.Parent}"),
            @"Give the writer { NewLine = ""\n"" }.");
    }

    private static string TypeOf(BaseObjectCreationExpressionSyntax creation) => creation switch
    {
        ObjectCreationExpressionSyntax named => named.Type.ToString(),
        _ => creation.Parent?.Parent?.Parent is VariableDeclarationSyntax declaration ? declaration.Type.ToString() : "",
    };
}
