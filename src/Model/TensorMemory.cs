using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace AttnExtract.Model;

/// <summary>Where the library keeps numbers.</summary>
internal static class TensorMemory
{
    /// <summary>The address of a tensor's first number, whatever its strides; it holds as long as the tensor.</summary>
    /// <param name="numbers">On the processor, and at least one.</param>
    public static unsafe nint AddressOf(Tensor numbers)
    {
        // The library shows a tensor's memory only where there are no gaps, as in one number.
        using Tensor first = numbers.as_strided([1], [1], numbers.storage_offset()); // [1]
        return (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(first.bytes));
    }
}
