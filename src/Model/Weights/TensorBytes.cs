namespace AttnExtract.Model.Weights;

/// <summary>Where a stored tensor's bytes lie: row-major, little-endian, possibly more of them than one span can hold.</summary>
internal abstract class TensorBytes
{
    /// <summary>How many bytes there are.</summary>
    public abstract long Length { get; }

    /// <summary>Some of the bytes; valid until the file is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    public abstract ReadOnlySpan<byte> Slice(long offset, int count);

    /// <summary>Says that these bytes will not be read again soon, so that their pages need not stay in memory.</summary>
    public virtual void Release(long offset, long count)
    {
    }
}
