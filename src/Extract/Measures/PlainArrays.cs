using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Measures;

/// <summary>Between tensors and plain memory.</summary>
internal static class PlainArrays
{
    /// <summary>Copies a tensor of any shape.</summary>
    public static DenseArray Of(Tensor value)
    {
        using Tensor plain = value.detach().to(ScalarType.Float32).contiguous();
        float[] numbers = GC.AllocateUninitializedArray<float>((int)plain.numel());
        MemoryMarshal.Cast<byte, float>(plain.bytes).CopyTo(numbers);
        return new DenseArray(numbers, [.. plain.shape.Select(axis => (int)axis)]);
    }

    /// <summary>Copies an array into a tensor.</summary>
    public static Tensor ToTensor(this DenseArray array, ScalarType type = ScalarType.Float32) =>
        tensor(array.Values.ToArray(), [.. array.Shape.Select(axis => (long)axis)]).to(type);
}
