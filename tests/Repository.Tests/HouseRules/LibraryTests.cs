using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AttnExtract.Repository.Tests.HouseRules;

/// <summary>Members of the libraries below that do something else than their names say, and that no code under src may use.</summary>
public sealed class LibraryTests
{
    // Seen in TorchSharp 0.107.0 on libtorch 2.10.0 and System.Numerics.Tensors 10.0.15; docs/architecture.md tells what they do.
    private static readonly Dictionary<string, string> Forbidden = new()
    {
        ["argmax"] = "Ranking.Highest: of equal scores any may win, and NaN wins",
        ["argmin"] = "Ranking.Lowest: of equal scores any may win, and NaN wins",
        ["topk"] = "Ranking.Descending: of equal scores any may win, and NaN wins",
        ["IndexOfMax"] = "Ranking.Highest: NaN wins",
        ["IndexOfMin"] = "Ranking.Lowest: NaN wins",
        ["SoftMax"] = "nn.functional.softmax: TensorPrimitives.SoftMax subtracts no maximum and overflows from 89 on",
        ["load_state_dict"] = "WeightLoader, which checks shapes: load_state_dict spreads a wrong shape over the right one",
        ["MultiheadAttention"] = "Network.Attention: boolean masks are added as numbers there and hide nothing",
        ["TransformerEncoder"] = "Network.Encoder: boolean masks are added as numbers there and hide nothing",
        ["TransformerEncoderLayer"] = "Network.StackLayer: boolean masks are added as numbers there and hide nothing",
        ["TransformerDecoder"] = "Network.Encoder: boolean masks are added as numbers there and hide nothing",
        ["TransformerDecoderLayer"] = "Network.StackLayer: boolean masks are added as numbers there and hide nothing",
    };

    // What adds as many numbers at once as the processor can.
    private static readonly string[] Sums =
        ["Sum", "SumOfSquares", "SumOfMagnitudes", "Product", "ProductOfSums", "ProductOfDifferences", "Dot", "Norm", "Distance", "CosineSimilarity", "Average",
        "StdDev"];

    // Their sums of rows are compared with 1, and are told nobody.
    private static readonly string[] OfChecks = ["src/Extract/Runs/RowCopy.cs", "src/Extract/Runs/TileCopy.cs"];

    private static readonly string[] OfOneThread = ["no_grad", "enable_grad", "set_grad_enabled", "inference_mode", "NewDisposeScope"];

    [Fact]
    public void No_code_uses_what_does_not_do_what_it_says() => Rule.Holds(
        from file in SourceFile.In("src")
        from member in file.Root.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Select(access => access.Name)
            .Concat(file.Root.DescendantNodes().OfType<InvocationExpressionSyntax>().Select(call => call.Expression).OfType<SimpleNameSyntax>())
        let name = member.Identifier.ValueText
        where Forbidden.ContainsKey(name)
        select file.At(member.GetLocation(), $"{name}; take {Forbidden[name]}"),
        "Take what is named beside each.");

    [Fact]
    public void Sums_round_alike_on_every_processor() => Rule.Holds(
        from file in SourceFile.In("src")
        where !OfChecks.Contains(file.Path)
        from access in file.Root.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
        where access.Expression.ToString() is "TensorPrimitives" or "Vector" && Sums.Contains(access.Name.Identifier.ValueText)
        select file.At(access.GetLocation(), access.ToString()),
        "Take SteadySums, which adds in one order.");

    [Fact]
    public void Extremes_are_not_looked_up_by_their_value() => Rule.Holds(
        from file in SourceFile.In("src")
        from call in file.Root.DescendantNodes().OfType<InvocationExpressionSyntax>()
        where call.Expression.ToString() is "Array.IndexOf" or "Array.LastIndexOf"
        where call.ArgumentList.Arguments[^1].ToString() is { } value && (value.EndsWith(".Max()") || value.EndsWith(".Min()"))
        select file.At(call.GetLocation(), call.ToString()),
        "Take Ranking.Highest or Ranking.Lowest: Min() is NaN where one of the numbers is.");

    [Fact]
    public void What_holds_for_a_thread_does_not_wait_for_another() => Rule.Holds(
        from file in SourceFile.In("src")
        from method in file.Root.DescendantNodes()
        where method is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax
        where method.DescendantNodes().Any(node => node is AwaitExpressionSyntax)
        from name in method.DescendantNodes().OfType<SimpleNameSyntax>()
        where OfOneThread.Contains(name.Identifier.ValueText)
        select file.At(name.GetLocation(), name.Identifier.ValueText),
        "Run the model in a method without await: TorchSharp's switches and scopes hold for the thread, and the rest may run on another.");

    [Fact]
    public void Weights_bear_the_name_that_they_are_registered_by() => Rule.Holds(
        from file in SourceFile.In("src")
        from member in file.Root.DescendantNodes().OfType<MemberDeclarationSyntax>()
        let type = (member as FieldDeclarationSyntax)?.Declaration.Type ?? (member as PropertyDeclarationSyntax)?.Type
        where type?.ToString() is "Parameter" or "Parameter?" && member is not PropertyDeclarationSyntax { ExpressionBody: not null }
        where !member.AttributeLists.ToString().Contains("ComponentName(Name = ", StringComparison.Ordinal)
        select file.At(member.GetLocation(), member.ToString()),
        "Put [ComponentName(Name = …)] before it, [field: …] before a property: to(…) leaves fields of other names on disposed tensors.");
}
