using AttnExtract.Ground;

namespace AttnExtract.Model.Weights;

/// <summary>A tensor that lies in its file just as it is wanted.</summary>
internal sealed class FileBytes(PlacedFile file, long start, long length) : TensorBytes
{
    /// <inheritdoc/>
    public override long Length => length;

    /// <summary>Some of the bytes as a tensor of their own.</summary>
    public FileBytes Part(long offset, long count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, length - count);
        return new FileBytes(file, start + offset, count);
    }

    /// <inheritdoc/>
    public override void Read(long offset, Span<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, length - bytes.Length);
        file.Read(start + offset, bytes);
    }
}
