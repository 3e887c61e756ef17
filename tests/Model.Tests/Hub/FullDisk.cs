namespace AttnExtract.Model.Tests.Hub;

/// <summary>A file on a disk that has little room left, and then fails as a full one does.</summary>
internal sealed class FullDisk(Stream file, long room) : Stream
{
    private const int NoSpace = 28;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => file.Position = value;
    }

    public override void Flush() => file.Flush();

    public override int Read(byte[] buffer, int offset, int count) => file.Read(buffer, offset, count);

    public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

    public override void SetLength(long value) => file.SetLength(value);

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (file.Position + count > room)
        {
            throw OperatingSystem.IsLinux() ? Real() : new IOException("Full.", OperatingSystem.IsWindows() ? WindowsDiskFull : NoSpace);
        }

        file.Write(buffer, offset, count);
    }

    protected override void Dispose(bool disposing)
    {
        file.Dispose();
        base.Dispose(disposing);
    }

    private static IOException Real()
    {
        using FileStream full = new("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        return Assert.Throws<IOException>(() => full.WriteByte(0));
    }
}
