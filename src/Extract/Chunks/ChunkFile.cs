using System.Security.Cryptography;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Chunks;

/// <summary>The file of a chunk: its partial result, then the SHA-256 of that, the digest of the plan that it belongs to, and a mark.</summary>
internal static class ChunkFile
{
    private static readonly byte[] Mark = [.. "attnpart"u8];

    private static readonly int TrailerSize = (2 * SHA256.HashSizeInBytes) + Mark.Length;

    /// <summary>Writes one, whole or not at all.</summary>
    /// <exception cref="AttnExtractException">It cannot be written; the message says why.</exception>
    public static void Write(string path, byte[] plan, Action<Stream> write) => AtomicFile.Write(path, file =>
    {
        using SHA256 hash = SHA256.Create();
        using (CryptoStream hashed = new(file, hash, CryptoStreamMode.Write, leaveOpen: true))
        {
            write(hashed);
        }

        file.Write(hash.Hash);
        file.Write(plan);
        file.Write(Mark);
    });

    /// <summary>Whether a file ends as one of a plan does, without reading the rest of it.</summary>
    public static bool IsOf(string path, byte[] plan) => File.Exists(path) && Trailer(path, plan) is not null;

    /// <summary>Opens one whose hash is right; null where there is none, or it is damaged or of another plan.</summary>
    public static Stream? Open(string path, byte[] plan)
    {
        if (!File.Exists(path) || Trailer(path, plan) is not { } wanted)
        {
            return null;
        }

        Stream partial = new PartStream(InputFile.Open(path), TrailerSize);
        if (SHA256.HashData(partial).AsSpan().SequenceEqual(wanted))
        {
            partial.Position = 0;
            return partial;
        }

        partial.Dispose();
        return null;
    }

    // The hash of what stands before it.
    private static byte[]? Trailer(string path, byte[] plan)
    {
        using PlacedFile file = PlacedFile.Open(path);
        if (file.Length < TrailerSize)
        {
            return null;
        }

        ReadOnlySpan<byte> trailer = file.Slice(file.Length - TrailerSize, TrailerSize);
        return trailer[SHA256.HashSizeInBytes..].SequenceEqual((byte[])[.. plan, .. Mark]) ? trailer[..SHA256.HashSizeInBytes].ToArray() : null;
    }

    /// <summary>A file without its last bytes.</summary>
    private sealed class PartStream(FileStream file, int less) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => file.Length - less;

        public override long Position
        {
            get => file.Position;
            set => file.Position = value;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer) => file.Read(buffer[..(int)Math.Min(buffer.Length, Math.Max(0, Length - Position))]);

        public override long Seek(long offset, SeekOrigin origin) =>
            file.Seek(origin == SeekOrigin.End ? offset - less : offset, origin);

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                file.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
