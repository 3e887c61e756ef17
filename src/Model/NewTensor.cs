using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AttnExtract.Model;

/// <summary>
/// Where tensors begin: each is made on a device that is named. The library's own makers take the processor where none is, and what meets a model
/// that was moved elsewhere then ends the run; a rule of the house keeps them to this file and to <see cref="Arithmetic"/>.
/// </summary>
public static class NewTensor
{
    /// <summary>A vector of whole numbers.</summary>
    public static Tensor Of(long[] numbers, Device device) => tensor(numbers, device: device);

    /// <summary>A vector of numbers.</summary>
    public static Tensor Of(double[] numbers, ScalarType type, Device device) => tensor(numbers, type, device);

    /// <summary>A vector of truths.</summary>
    public static Tensor Of(bool[] truths, Device device) => tensor(truths, device: device);

    /// <summary>Numbers of any shape.</summary>
    public static Tensor Of(float[] numbers, long[] shape, ScalarType type, Device device) => tensor(numbers, shape, type, device);

    /// <summary>Places along an axis, or ids.</summary>
    public static Tensor Indices(IEnumerable<int> indices, Device device) => Of([.. indices.Select(index => (long)index)], device);

    /// <summary>0 everywhere, where and of what type another is.</summary>
    public static Tensor Zeros(long[] shape, Tensor like) => Zeros(shape, like.dtype, like.device);

    /// <summary>0 everywhere.</summary>
    public static Tensor Zeros(long[] shape, ScalarType type, Device device) => zeros(shape, dtype: type, device: device);

    /// <summary>Room for numbers, where and of what type others are.</summary>
    public static Tensor Empty(long[] shape, Tensor like) => Empty(shape, like.dtype, like.device);

    /// <summary>Room for numbers.</summary>
    public static Tensor Empty(long[] shape, ScalarType type, Device device) => empty(shape, dtype: type, device: device);

    /// <summary>Our own memory as a tensor, which is to be disposed before the memory is let go of.</summary>
    public static Tensor Over(float[] memory, int count) => frombuffer(memory, ScalarType.Float32, count);

    /// <summary>Room for a weight that a file will fill; models move when they are whole.</summary>
    internal static Parameter Weight(ScalarType type, params long[] shape) => new(Empty(shape, type, CPU), requires_grad: false);
}
