using System.IO.Compression;
using AttnExtract.Ground;
using ZstdSharp;

namespace AttnExtract.Extract.Texts;

/// <summary>Files that may be packed by gzip or Zstandard, which their first bytes say: no text begins so.</summary>
public static class PackedFile
{
    private static readonly string[] Extensions = [".gz", ".zst"];

    /// <summary>The name that a file had before it was packed.</summary>
    public static string NameWithin(string path) =>
        Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) ? Path.ChangeExtension(path, null) : path;

    /// <summary>Opens a file for reading what was packed, from its beginning, as it is needed.</summary>
    /// <exception cref="AttnExtractException">There is no such file, or it cannot be read.</exception>
    public static Stream Open(string path)
    {
        FileStream file = InputFile.Open(path);
        try
        {
            return Unpacked(file);
        }
        catch (IOException exception)
        {
            file.Dispose();
            throw InputFile.Unreadable(path, exception);
        }
    }

    /// <summary>Whether that is what reading a file ends in that is cut off, damaged, or cannot be read at all.</summary>
    internal static bool IsUnreadable(Exception exception) => exception is IOException or InvalidDataException or ZstdException;

    /// <summary>What was packed in a stream, or the stream.</summary>
    /// <param name="packed">Closed with what is returned.</param>
    public static Stream Unpacked(Stream packed)
    {
        PeekedStream peeked = new(packed);
        return peeked.Start switch
        {
            [0x1f, 0x8b, ..] => new GZipStream(peeked, CompressionMode.Decompress),
            [0x28, 0xb5, 0x2f, 0xfd] => new DecompressionStream(peeked, leaveOpen: false),
            _ => peeked,
        };
    }

    // Shows how a stream begins that cannot go back.
    private sealed class PeekedStream : Stream
    {
        private readonly Stream _stream;
        private readonly byte[] _start = new byte[4];
        private readonly int _length;
        private int _given;

        public PeekedStream(Stream stream)
        {
            _stream = stream;
            _length = stream.ReadAtLeast(_start, _start.Length, throwOnEndOfStream: false);
        }

        public ReadOnlySpan<byte> Start => _start.AsSpan(0, _length);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (_given == _length)
            {
                return _stream.Read(buffer);
            }

            int count = Math.Min(buffer.Length, _length - _given);
            _start.AsSpan(_given, count).CopyTo(buffer);
            _given += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _stream.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
