using AttnExtract.Ground;

namespace AttnExtract.Cli.Running;

/// <summary>A standard stream to write to: what goes wrong is said once, in a sentence or not at all, and what follows is passed over.</summary>
/// <param name="inner">The stream; null where it is closed.</param>
/// <param name="isSilent">Whether nobody is told.</param>
internal sealed class StandardOutput(Stream? inner, bool isSilent = false) : Stream
{
    private bool _isBroken;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_isBroken || buffer.IsEmpty)
        {
            return;
        }

        try
        {
            if (inner is null)
            {
                throw new IOException("it is closed");
            }

            inner.Write(buffer);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _isBroken = true;
            if (!isSilent)
            {
                throw new AttnExtractException(Messages.StdoutFails(exception.Message), exception);
            }
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
        // Each write goes through.
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
