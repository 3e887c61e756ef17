using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AttnExtract.Repository.Tests.HouseRules;

/// <summary>The main path, from a command line to a figure: what each step leaves to another, and does not do a second time.</summary>
public sealed class MainPathTests
{
    [Fact]
    public void Families_read_their_tables_when_they_are_used()
    {
        InvocationExpressionSyntax[] tables =
            [.. Calls("src/Model/Families").Select(call => call.Call).Where(call => call.Expression.ToString() == "WeightTable.Parse")];
        Assert.NotEmpty(tables);
        Rule.Holds(
            from call in Calls("src/Model/Families")
            where call.Call.Expression.ToString() == "WeightTable.Parse"
            where !call.Call.Ancestors().OfType<LambdaExpressionSyntax>().Any()
            select call.At,
            "Write Weights = () => WeightTable.Parse(…): a run uses one family, and the catalog must not parse the tables of all.");
    }

    [Fact]
    public void Writers_are_told_the_selection_of_layers_and_heads()
    {
        Rule.Holds(
            SourceFile.In("src/Cli/Output").SelectMany(file => file.Naming(name => name == "SelectionOptions")),
            "The command reads --layers and --heads and says them to whoever draws or writes.");
    }

    [Fact]
    public void Reading_options_downloads_nothing()
    {
        Rule.Holds(
            SourceFile.In("src/Cli/Options").SelectMany(file => file.Naming(name => name is "HubModel" or "HubClient" or "DownloadBar")),
            "An option reader says what was typed. ModelRun finds the folder, and downloads it where that is needed.");
    }

    [Fact]
    public void Configurations_are_read_and_structures_made_in_one_place()
    {
        string[] places = ["src/Model/PretrainedFolder.cs", "src/Model/Heads/SentenceDense.cs", "src/Model/Families/Family.cs", "src/Model/Specs/ModelSpec.cs"];
        Rule.Holds(
            from call in Calls("src")
            let name = (call.Call.Expression as MemberAccessExpressionSyntax)?.Name.Identifier.ValueText
            where name is "ReadStructure" or "Validated" || call.Call.Expression.ToString() == "ModelConfig.Read"
            where !places.Any(place => call.At.StartsWith(place, StringComparison.Ordinal))
            select call.At,
            "PretrainedFolder.Open reads a folder's configuration and makes its structure once; pass that on.");
    }

    [Fact]
    public void Figures_are_laid_out_and_described_in_one_place()
    {
        string[] once = ["FigureLayout.Create", "FigureManifest.ToJson", "figure.Describe", "figure.Warnings"];
        Rule.Holds(
            from call in Calls("src/Render").Concat(Calls("src/Cli")).Concat(Calls("src/Serve"))
            where !call.At.StartsWith("src/Render/Formats/FigureDocument.cs", StringComparison.Ordinal)
            where once.Any(name => call.Call.ToString().StartsWith(name, StringComparison.Ordinal))
            select call.At,
            "A FigureDocument lays a figure out, warns, describes and writes its manifest once, into however many files it goes. Pass that on.");
    }

    [Fact]
    public void Unknown_names_are_refused_by_a_registry()
    {
        Rule.Holds(
            from file in SourceFile.In("src")
            where !file.Path.StartsWith("src/Ground/", StringComparison.Ordinal)
            from place in file.Naming(name => name == "DidYouMean")
            select place,
            "A Registry<T> finds things by their names, and says what was meant and what there is where there is none.");
    }

    private static IEnumerable<(InvocationExpressionSyntax Call, string At)> Calls(string folder) =>
        from file in SourceFile.In(folder)
        from call in file.Root.DescendantNodes().OfType<InvocationExpressionSyntax>()
        select (call, file.At(call.GetLocation(), call.Expression.ToString()));
}
