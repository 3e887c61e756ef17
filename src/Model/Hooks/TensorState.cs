using TorchSharp;
using static TorchSharp.torch;

namespace AttnExtract.Model.Hooks;

/// <summary>Which tensor it is, and how often its numbers were written to: whether a hook left it as it was can be asked without a copy.</summary>
internal readonly struct TensorState
{
    // TorchSharp does not bind the count of writes in place, which views share.
    private static readonly jit.CompilationUnit Script = jit.compile("def version(x: Tensor) -> int:\n    return x._version()\n");

    private readonly Tensor _tensor;
    private readonly long _version;

    /// <summary>The state of a tensor now.</summary>
    public TensorState(Tensor tensor)
    {
        using Scalar version = (Scalar)Script.invoke("version", tensor);
        (_tensor, _version) = (tensor, version.ToInt64());
    }

    /// <summary>Whether it is the same tensor with the same numbers.</summary>
    public bool Is(TensorState other) => ReferenceEquals(_tensor, other._tensor) && _version == other._version;
}
