using static TorchSharp.torch;

namespace AttnExtract.Bench;

/// <summary>The least that a .NET program with libtorch takes: it starts, loads libtorch, multiplies two matrices and ends.</summary>
internal static class TorchFloor
{
    public const string Name = "floor";

    public static void Run()
    {
        using IDisposable scope = NewDisposeScope();
        Console.WriteLine(ones(64, 64).mm(ones(64, 64)).sum().item<float>());
    }
}
