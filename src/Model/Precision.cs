using static TorchSharp.torch;

namespace AttnExtract.Model;

/// <summary>The type that a forward pass computes in, whatever the type of the stored weights.</summary>
public enum Precision
{
    /// <summary>Single precision.</summary>
    Float32,

    /// <summary>Double precision, for proofs: what then still differs from a reference is a wrong formula.</summary>
    Float64,
}

/// <summary>What a precision is to the library below.</summary>
internal static class Precisions
{
    public static ScalarType ToScalarType(this Precision precision) =>
        precision == Precision.Float64 ? ScalarType.Float64 : ScalarType.Float32;
}
