using TorchSharp;

namespace AttnExtract.Model;

/// <summary>A number for a tensor operation; see <see cref="Arithmetic"/>. C#'s own numbers become one by themselves.</summary>
public readonly struct Number
{
    // Held for good, so that nothing needs to hold them.
    internal static readonly Scalar One = 1;
    internal static readonly Scalar Two = 2;
    internal static readonly Scalar Twenty = 20;

    private readonly double _real;
    private readonly long? _whole;

    private Number(double real, long? whole)
    {
        _real = real;
        _whole = whole;
    }

    /// <summary>A whole number, which leaves whole tensors whole.</summary>
    public static implicit operator Number(long whole) => new(whole, whole);

    /// <summary>A real number, of which a tensor takes what its element type can hold.</summary>
    public static implicit operator Number(double real) => new(real, null);

    /// <summary>
    /// The number where libtorch reads it. Its finalizer frees it as soon as nobody refers to it, be it in use or not: hold it
    /// with <c>using</c> until the operation has ended.
    /// </summary>
    internal Scalar ToScalar() => _whole is { } whole ? (Scalar)whole : (Scalar)_real;
}
