namespace AttnExtract.Ground;

/// <summary>Bytes that stay in memory while they are few, and lie in a passing file as soon as they are many.</summary>
/// <param name="most">How many stay in memory.</param>
internal sealed class SpillingStream(int most = SpillingStream.UsualMost) : Stream
{
    private const int UsualMost = 1 << 20;

    private Stream _content = new MemoryStream();
    private ScratchFile? _file;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => _content.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _content.Position;
        set => Seek(value, SeekOrigin.Begin);
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => _content.Read(buffer);

    /// <inheritdoc/>
    /// <exception cref="AttnExtractException">There is no room for what was written before.</exception>
    public override long Seek(long offset, SeekOrigin origin) => ScratchFile.Explaining(() => _content.Seek(offset, origin));

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    /// <exception cref="AttnExtractException">There is no room for it.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_file is null && _content.Position + buffer.Length > most)
        {
            Spill();
        }

        try
        {
            _content.Write(buffer);
        }
        catch (IOException exception)
        {
            throw ScratchFile.Full(exception);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="AttnExtractException">There is no room for what was written before.</exception>
    public override void Flush() => ScratchFile.Explaining(() =>
    {
        _content.Flush();
        return 0;
    });

    /// <inheritdoc/>
    /// <exception cref="AttnExtractException">There is no room for what was written before.</exception>
    public override void SetLength(long value) => ScratchFile.Explaining(() =>
    {
        _content.SetLength(value);
        return 0;
    });

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Spill()
    {
        _file = new ScratchFile();
        long place = _content.Position;
        _content.Position = 0;
        _file.Append(_content);
        _content = _file.Content;
        Position = place;
    }
}
