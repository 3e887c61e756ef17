using System.Runtime.InteropServices;
using AttnExtract.Ground;
using static TorchSharp.torch;

namespace AttnExtract.Model.Weights;

/// <summary>From a file into libtorch's memory.</summary>
internal static class TensorFilling
{
    /// <summary>Converts the numbers of a stored tensor into a tensor's memory.</summary>
    /// <param name="source">The stored tensor.</param>
    /// <param name="destination">As many numbers, contiguous, in single or double precision, or bfloat16.</param>
    /// <exception cref="AttnExtractException">A number is infinite, or none.</exception>
    public static void CopyTo(this StoredTensor source, Tensor destination)
    {
        if (destination.dtype == ScalarType.Float64)
        {
            source.CopyWeightTo(Numbers<double>(destination));
        }
        else if (destination.dtype == ScalarType.BFloat16)
        {
            // The whole table in single precision would take twice the memory that it ends in.
            using IDisposable scope = NewDisposeScope();
            Tensor flat = destination.view(-1); // [number]
            Tensor wide = NewTensor.Empty([Math.Min(source.Count, StoredTensor.ElementsPerStep)], ScalarType.Float32, CPU); // [number of a step]
            for (long done = 0; done < source.Count; done += StoredTensor.ElementsPerStep)
            {
                int count = (int)Math.Min(StoredTensor.ElementsPerStep, source.Count - done);
                source.CopyWeightTo(Numbers<float>(wide)[..count], done);
                using Tensor part = flat.narrow(0, done, count); // [number of a step]
                using Tensor read = wide.narrow(0, 0, count); // [number of a step]
                part.copy_(read);
            }
        }
        else
        {
            source.CopyWeightTo(Numbers<float>(destination));
        }
    }

    // The library's own view counts bytes in 32 bits, which ends at 2 GiB; the largest tables have more.
    private static Span<T> Numbers<T>(Tensor tensor)
        where T : unmanaged
    {
        if (tensor.numel() == 0)
        {
            return [];
        }

        using Tensor flat = tensor.view(-1);
        using Tensor first = flat.narrow(0, 0, 1);
        return MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(MemoryMarshal.Cast<byte, T>(first.bytes)), checked((int)tensor.numel()));
    }
}
