namespace AttnExtract.Model.Weights;

/// <summary>Where a stored tensor's bytes lie: row-major, little-endian, possibly more of them than one span can hold.</summary>
internal abstract class TensorBytes
{
    /// <summary>How many bytes there are.</summary>
    public abstract long Length { get; }

    /// <summary>Reads some of the bytes, as long as the file is open.</summary>
    /// <param name="offset">Where they begin.</param>
    /// <param name="bytes">Room for them.</param>
    /// <exception cref="AttnExtract.Ground.AttnExtractException">They cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    public abstract void Read(long offset, Span<byte> bytes);
}
