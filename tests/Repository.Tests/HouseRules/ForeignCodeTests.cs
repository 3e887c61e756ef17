using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AttnExtract.Repository.Tests.HouseRules;

/// <summary>What SECURITY.md promises of all code under src: nothing that is read becomes a program, and one place speaks to a network.</summary>
public sealed class ForeignCodeTests
{
    // Slurm's own commands; attn-serve, which lies beside attn.
    private static readonly string[] Starters = ["src/Cli/Cluster/SlurmQueue.cs", "src/Cli/Running/SiblingProgram.cs"];

    // An assembly of ours, to say its version; a script of our own, and libtorch itself, for what TorchSharp does not bind.
    private static readonly (string File, string Call)[] Known =
    [
        ("src/Cli/Help/VersionText.cs", "Assembly.Load"), ("src/Model/Hooks/TensorState.cs", "jit.compile"),
        ("src/Model/Network/LibTorchTeam.cs", "NativeLibrary.TryLoad"),
    ];

    private static readonly string[] Makers =
    [
        "Assembly.Load", "Assembly.LoadFrom", "Assembly.LoadFile", "Assembly.UnsafeLoadFrom", "NativeLibrary.Load", "NativeLibrary.TryLoad",
        "Activator.CreateInstance", "Type.GetType", "jit.compile", "jit.load", "torch.load", "ops.load_library",
    ];

    private static readonly string[] Speakers = ["HttpClient", "TcpClient", "Socket", "WebClient", "WebRequest", "ClientWebSocket", "UdpClient"];

    [Fact]
    public void Programs_are_started_in_two_places() => Rule.Holds(
        from file in SourceFile.In("src")
        where !Starters.Contains(file.Path)
        from place in file.Naming(name => name is "ProcessStartInfo" or "execv")
        select place,
        "No program is started for what a file says; SECURITY.md promises it.");

    [Fact]
    public void Nothing_that_is_given_is_loaded_or_compiled() => Rule.Holds(
        from file in SourceFile.In("src")
        from call in file.Root.DescendantNodes().OfType<InvocationExpressionSyntax>()
        let name = call.Expression.ToString()
        where Makers.Any(maker => name == maker || name.EndsWith($".{maker}", StringComparison.Ordinal)) && !Known.Contains((file.Path, name))
        select file.At(call.GetLocation(), name),
        "Read data by a reader of our own; SECURITY.md promises that none of it runs.");

    [Fact]
    public void The_Hub_alone_is_asked_over_a_network() => Rule.Holds(
        from file in SourceFile.In("src")
        where !file.Path.StartsWith("src/Model/Hub/", StringComparison.Ordinal)
        from place in file.Naming(Speakers.Contains)
        select place,
        "Nothing but models of the Hub comes over a network; SECURITY.md promises it.");

    [Fact]
    public void Every_promise_names_a_test()
    {
        string[] promises = [.. RepositoryFiles.Read("SECURITY.md").Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)];

        Assert.NotEmpty(promises);
        Rule.Holds(
            promises.Where(line => !line.Split('|')[2].Contains("Tests.cs`", StringComparison.Ordinal)),
            "A promise without a test is a hope. Write one, and name it.");
    }

    [Fact]
    public void The_places_that_may_are_there() => Assert.All(
        [.. Starters, .. Known.Select(one => one.File)], path => Assert.Contains(path, RepositoryFiles.All));
}
