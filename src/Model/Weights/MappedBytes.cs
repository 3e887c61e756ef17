using AttnExtract.Ground;

namespace AttnExtract.Model.Weights;

/// <summary>A tensor that lies in its file just as it is wanted.</summary>
internal sealed class MappedBytes(MappedFile file, long start, long length) : TensorBytes
{
    /// <inheritdoc/>
    public override long Length => length;

    /// <summary>Some of the bytes as a tensor of their own.</summary>
    public MappedBytes Part(long offset, long count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, length - count);
        return new MappedBytes(file, start + offset, count);
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Slice(long offset, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, length - count);
        return file.Slice(start + offset, count);
    }

    /// <inheritdoc/>
    public override void Release(long offset, long count) => file.Release(start + offset, count);
}
