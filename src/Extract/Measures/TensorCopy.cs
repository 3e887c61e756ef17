using AttnExtract.Model;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Measures;

/// <summary>From plain memory back to a tensor.</summary>
internal static class TensorCopy
{
    /// <summary>Copies an array into a tensor of the same shape.</summary>
    public static Tensor ToTensor(this DenseArray array, ScalarType type, Device device) =>
        NewTensor.Of(array.Values.ToArray(), [.. array.Shape.Select(axis => (long)axis)], type, device);
}
