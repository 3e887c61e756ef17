namespace AttnExtract.Ground;

/// <summary>A stream without its last bytes, for reading; disposed along with it.</summary>
/// <param name="whole">The stream, which can seek and is not written to any more.</param>
/// <param name="less">How many bytes of it are left out.</param>
internal sealed class PartStream(Stream whole, long less) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => whole.Length - less;

    /// <inheritdoc/>
    public override long Position
    {
        get => whole.Position;
        set => whole.Position = value;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => whole.Read(buffer[..(int)Math.Min(buffer.Length, Math.Max(0, Length - Position))]);

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => whole.Seek(origin == SeekOrigin.End ? offset - less : offset, origin);

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            whole.Dispose();
        }

        base.Dispose(disposing);
    }
}
