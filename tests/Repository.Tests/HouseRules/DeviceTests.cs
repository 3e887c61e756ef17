using AttnExtract.Repository.Tests.Compiled;

namespace AttnExtract.Repository.Tests.HouseRules;

/// <summary>
/// Tensors are made where somebody said: the library's makers take the processor unless they are told otherwise, and a tensor that is there ends the
/// run of a model that is elsewhere. Which of them were told otherwise is seen in no source file.
/// </summary>
public sealed class DeviceTests
{
    private const string Library = "TorchSharp.torch";
    private const string Device = "TorchSharp.torch+Device";
    private static readonly string[] Makers = ["AttnExtract.Model.NewTensor", "AttnExtract.Model.Arithmetic"];

    // What makes a tensor like another puts it beside that.
    private static readonly Lazy<HashSet<string>> LibraryMakers = new(() =>
    [
        .. from method in CompiledAssembly.Read(Path.Combine(AppContext.BaseDirectory, "TorchSharp.dll")).Methods
           where method.Type == Library && !method.Name.Contains("_like(", StringComparison.Ordinal)
           where method.Name.Contains(Device, StringComparison.Ordinal) || method.Name.StartsWith($"{Library}::frombuffer(", StringComparison.Ordinal)
           select method.Name,
    ]);

    private static readonly CompiledMethod[] Ours = [.. NumberTests.MethodsOf("src/Model"), .. NumberTests.MethodsOf("src/Extract")];

    [Fact]
    public void The_makers_of_the_library_are_known()
    {
        string[] names = [.. LibraryMakers.Value.Select(name => name[(Library.Length + 2)..name.IndexOf('(', StringComparison.Ordinal)]).Distinct()];
        Assert.Superset(
            new HashSet<string> { "tensor", "zeros", "ones", "empty", "full", "arange", "eye", "frombuffer", "from_array", "randn" }, names.ToHashSet());
    }

    [Fact]
    public void Tensors_are_made_in_one_place()
    {
        Rule.Holds(
            from method in Ours
            where !Makers.Contains(method.Type)
            from call in method.Calls
            where LibraryMakers.Value.Contains(call.Target)
            select $"{method.PlaceOf(call)}: {call.Target}",
            "It is made on the processor, wherever the model is. Write AttnExtract.Model.NewTensor's form, with the device of what it meets: "
            + "NewTensor.Indices(places, scores.device), NewTensor.Zeros(shape, like), Arithmetic.Arange(n, device).");
    }

    [Fact]
    public void That_place_asks_for_a_device()
    {
        Rule.Holds(
            from method in Ours
            where Makers.Contains(method.Type)
            where method.Calls.Any(call => LibraryMakers.Value.Contains(call.Target))
            where !method.Name.Contains(Device, StringComparison.Ordinal) && !method.Name.Contains("::Over(", StringComparison.Ordinal)
            select method.Name,
            "Let it take a device, and hand it on; memory of the program's own is the processor's.");
    }
}
