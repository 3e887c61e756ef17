using System.Security.Cryptography;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Chunks;

/// <summary>The file of a chunk: its partial result, then whose it is, the SHA-256 of both, and a mark.</summary>
internal static class ChunkFile
{
    private static readonly byte[] Mark = [.. "attnpart"u8];

    private static readonly int EndSize = SHA256.HashSizeInBytes + Mark.Length;

    /// <summary>Writes one, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="owner">Whose it is: the chunk and the plan that it belongs to.</param>
    /// <param name="write">Writes the partial result.</param>
    /// <exception cref="AttnExtractException">It cannot be written; the message says why.</exception>
    public static void Write(string path, byte[] owner, Action<Stream> write) => AtomicFile.Write(path, file =>
    {
        using SHA256 hash = SHA256.Create();
        using (CryptoStream hashed = new(file, hash, CryptoStreamMode.Write, leaveOpen: true))
        {
            write(hashed);
            hashed.Write(owner);
        }

        file.Write(hash.Hash);
        file.Write(Mark);
    });

    /// <summary>Whether a file ends as that of an owner does, without reading the rest of it.</summary>
    public static bool IsOf(string path, byte[] owner) => File.Exists(path) && HashIn(path, owner) is not null;

    /// <summary>Opens one whose hash is right; null where there is none, or it is damaged or of another owner.</summary>
    public static Stream? Open(string path, byte[] owner)
    {
        if (!File.Exists(path) || HashIn(path, owner) is not { } wanted)
        {
            return null;
        }

        FileStream file = InputFile.Open(path);
        if (SHA256.HashData(new PartStream(file, EndSize)).AsSpan().SequenceEqual(wanted))
        {
            file.Position = 0;
            return new PartStream(file, owner.Length + EndSize);
        }

        file.Dispose();
        return null;
    }

    // The hash of what stands before it.
    private static byte[]? HashIn(string path, byte[] owner)
    {
        using PlacedFile file = PlacedFile.Open(path);
        int size = owner.Length + EndSize;
        if (file.Length < size)
        {
            return null;
        }

        ReadOnlySpan<byte> end = file.Slice(file.Length - size, size);
        return end.StartsWith(owner) && end.EndsWith(Mark) ? end[owner.Length..^Mark.Length].ToArray() : null;
    }
}
