using AttnExtract.Repository.Tests.Compiled;

namespace AttnExtract.Repository.Tests.HouseRules;

/// <summary>Numbers reach libtorch in one place, which holds them while they are read. Their conversions are seen in compiled code only.</summary>
public sealed class NumberTests
{
    private const string Number = "AttnExtract.Model.Number";
    private const string Arithmetic = "AttnExtract.Model.Arithmetic";

    // Its script is given a tensor and no number, and the number that it answers with is the caller's to dispose of.
    private const string TensorState = "AttnExtract.Model.Hooks.TensorState";

    // Whatever may name a tensor; see FloorTests.
    private static readonly (string Project, string Assembly)[] Named =
    [
        ("src/Model", "AttnExtract.Model"), ("src/Extract", "AttnExtract.Extract"), ("tests/Model.Tests", "AttnExtract.Model.Tests"),
        ("tests/Extract.Tests", "AttnExtract.Extract.Tests"), ("bench", "AttnExtract.Bench"),
    ];

    private static readonly Lazy<CompiledMethod[]> Ours = new(() =>
        [.. Named.SelectMany(part => MethodsOf(part.Project))]);

    [Fact]
    public void Every_project_with_tensors_is_read()
    {
        Assert.Equal(
            from project in RepositoryFiles.All
            where project.EndsWith(".csproj", StringComparison.Ordinal)
            where RepositoryFiles.Read(project).Contains("Include=\"TorchSharp\"", StringComparison.Ordinal)
            select Path.GetDirectoryName(project)!.Replace('\\', '/'),
            Named.Select(part => part.Project).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_library_is_seen_through()
    {
        const string Tensor = "TorchSharp.torch+Tensor";
        Assert.Superset(
            new HashSet<string>
            {
                "TorchSharp.Scalar::op_Implicit(Double):TorchSharp.Scalar",
                $"{Tensor}::op_Addition({Tensor}, {Tensor}):{Tensor}",
                $"{Tensor}::square():{Tensor}",
                $"TorchSharp.torch+nn+functional::mish({Tensor}, Boolean):{Tensor}",
                "TorchSharp.torch+nn::Mish(Boolean):TorchSharp.Modules.Mish",
            },
            ScalarMakers.All.ToHashSet());
        Assert.DoesNotContain($"{Tensor}::op_Multiply({Tensor}, {Tensor}):{Tensor}", ScalarMakers.All);
        Assert.DoesNotContain($"{Tensor}::mul(TorchSharp.Scalar):{Tensor}", ScalarMakers.All);
    }

    [Fact]
    public void Numbers_reach_libtorch_in_one_place()
    {
        Rule.Holds(
            from method in Ours.Value
            where method.Type is not (Number or TensorState)
            from offence in Offences(method)
            select offence,
            Instead);
        Rule.Holds(
            from method in Ours.Value
            where method.Type != Arithmetic
            from call in method.Calls
            where MethodNames.TypeIn(call.Target) == Number && call.Target.EndsWith(":TorchSharp.Scalar", StringComparison.Ordinal)
            select $"{method.PlaceOf(call)}: {call.Target}",
            Instead);
    }

    [Fact]
    public void Arithmetic_lets_go_of_every_number_that_it_makes()
    {
        Rule.Holds(
            from method in Ours.Value
            where method.Type == Arithmetic
            let made = method.Calls.Count(call => call.Target.StartsWith($"{Number}::ToScalar(", StringComparison.Ordinal))
            let freed = method.Calls.Count(call => call.Target.EndsWith("::Dispose():Void", StringComparison.Ordinal))
            where made != freed
            select method.Name,
            "Write 'using Scalar held = number.ToScalar();', which holds the number until the operation has ended, even if it fails.");
    }

    /// <summary>What to write instead of an offence.</summary>
    internal const string Instead =
        "TorchSharp makes a Scalar there and lets go of it while libtorch reads it; a garbage collection then frees it. Write "
        + "AttnExtract.Model.Arithmetic's form: a.Plus(b), tensor.Times(0.5), tensor.MaskedFill(mask, 0), Arithmetic.Arange(n). Where an operation "
        + "is missing, add it there, with 'using Scalar held = number.ToScalar();'.";

    /// <summary>The calls of a method that make a number behind its back.</summary>
    internal static IEnumerable<string> Offences(CompiledMethod method) =>
        from call in method.Calls
        where ScalarMakers.All.Contains(call.Target)
        select $"{method.PlaceOf(call)}: {call.Target}";

    /// <summary>Every method of a project that may name a tensor.</summary>
    internal static IEnumerable<CompiledMethod> MethodsOf(string project) => CompiledAssembly.Read(Path.Combine(
        BuiltProgram.OutputOf(RepositoryFiles.FullPath(project)), $"{Named.First(part => part.Project == project).Assembly}.dll")).Methods;
}
