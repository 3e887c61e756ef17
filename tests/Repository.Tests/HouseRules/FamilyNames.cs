using System.Text.Json;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AttnExtract.Repository.Tests.HouseRules;

/// <summary>Every <c>model_type</c> that a family claims or that a reference or bundled model carries.</summary>
internal static class FamilyNames
{
    public static IEnumerable<string> All => Claimed.Concat(Carried).Distinct();

    private static IEnumerable<string> Claimed =>
        from file in SourceFile.In("src/Model/Families")
        from assignment in file.Root.DescendantNodes().OfType<AssignmentExpressionSyntax>()
        where assignment.Left.ToString() == "ModelTypes"
        from literal in assignment.Right.DescendantNodesAndSelf().OfType<LiteralExpressionSyntax>()
        select literal.Token.ValueText;

    private static IEnumerable<string> Carried
    {
        get
        {
            IEnumerable<string> references = RepositoryFiles.Under("tests/Reference/families", "/config.json");
            foreach (string path in references.Concat(RepositoryFiles.Under("models", "/config.json")))
            {
                using JsonDocument config = JsonDocument.Parse(RepositoryFiles.Read(path));
                if (config.RootElement.TryGetProperty("model_type", out JsonElement name))
                {
                    yield return name.GetString()!;
                }
            }
        }
    }
}
