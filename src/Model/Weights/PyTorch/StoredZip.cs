using System.Buffers.Binary;
using System.Text;
using AttnExtract.Ground;

namespace AttnExtract.Model.Weights.PyTorch;

/// <summary>
/// Where the members of a ZIP archive lie, of an archive that compresses none of them. Source: PKWARE's APPNOTE 6.3,
/// sections 4.3 and 4.5.3.
/// </summary>
internal sealed class StoredZip
{
    private const uint EndSignature = 0x06054b50;
    private const uint Zip64LocatorSignature = 0x07064b50;
    private const uint Zip64EndSignature = 0x06064b50;
    private const uint DirectorySignature = 0x02014b50;
    private const uint LocalSignature = 0x04034b50;

    private const int EndSize = 22;
    private const int Zip64LocatorSize = 20;
    private const int Zip64EndSize = 56;
    private const int DirectoryEntrySize = 46;
    private const int LocalHeaderSize = 30;
    private const int MaxCommentSize = ushort.MaxValue;
    private const ushort Zip64Extra = 1;
    private const ushort EncryptedFlag = 1;

    private readonly PlacedFile _file;
    private readonly OrderedDictionary<string, Member> _members = new(StringComparer.Ordinal);

    private StoredZip(PlacedFile file) => _file = file;

    /// <summary>The members by name, in the order of the directory.</summary>
    public IReadOnlyDictionary<string, Member> Members => _members;

    /// <summary>Whether a file begins as a ZIP archive does.</summary>
    public static bool IsZip(PlacedFile file) =>
        file.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32LittleEndian(file.Slice(0, sizeof(uint))) == LocalSignature;

    /// <summary>Reads the directory and checks that every member lies within the file.</summary>
    /// <exception cref="AttnExtractException">The archive is damaged, or a member is compressed or encrypted.</exception>
    public static StoredZip Read(PlacedFile file)
    {
        StoredZip zip = new(file);
        (long position, long size) = zip.FindDirectory();
        zip.ReadDirectory(position, size);
        return zip;
    }

    private (long Position, long Size) FindDirectory()
    {
        long end = FindEnd();
        ReadOnlySpan<byte> record = Slice(end, EndSize);
        long size = BinaryPrimitives.ReadUInt32LittleEndian(record[12..]);
        long position = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]);
        if (size == uint.MaxValue || position == uint.MaxValue || BinaryPrimitives.ReadUInt16LittleEndian(record[10..]) == ushort.MaxValue)
        {
            ReadOnlySpan<byte> locator = Slice(end - Zip64LocatorSize, Zip64LocatorSize);
            RequireSignature(locator, Zip64LocatorSignature);
            ReadOnlySpan<byte> zip64 = Slice(BinaryPrimitives.ReadInt64LittleEndian(locator[8..]), Zip64EndSize);
            RequireSignature(zip64, Zip64EndSignature);
            size = BinaryPrimitives.ReadInt64LittleEndian(zip64[40..]);
            position = BinaryPrimitives.ReadInt64LittleEndian(zip64[48..]);
        }

        return (position, size);
    }

    // The last record of the file, but for a comment whose length it tells.
    private long FindEnd()
    {
        int length = (int)Math.Min(_file.Length, EndSize + MaxCommentSize);
        ReadOnlySpan<byte> tail = _file.Slice(_file.Length - length, length);
        for (int at = length - EndSize; at >= 0; at--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail[at..]) == EndSignature
                && BinaryPrimitives.ReadUInt16LittleEndian(tail[(at + EndSize - sizeof(ushort))..]) == length - at - EndSize)
            {
                return _file.Length - length + at;
            }
        }

        throw new AttnExtractException($"'{_file.Path}' is cut off: the directory at the end of the archive is missing.");
    }

    private void ReadDirectory(long position, long size)
    {
        if (size is < 0 or > int.MaxValue)
        {
            throw Damaged();
        }

        ReadOnlySpan<byte> rest = Slice(position, (int)size);
        while (!rest.IsEmpty)
        {
            if (rest.Length < DirectoryEntrySize)
            {
                throw Damaged();
            }

            RequireSignature(rest, DirectorySignature);
            int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(rest[28..]);
            int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(rest[30..]);
            int commentLength = BinaryPrimitives.ReadUInt16LittleEndian(rest[32..]);
            int length = DirectoryEntrySize + nameLength + extraLength + commentLength;
            if (rest.Length < length)
            {
                throw Damaged();
            }

            string name = Encoding.UTF8.GetString(rest.Slice(DirectoryEntrySize, nameLength));
            if (!_members.TryAdd(name, ReadMember(name, rest, rest.Slice(DirectoryEntrySize + nameLength, extraLength), position)))
            {
                throw new AttnExtractException($"'{_file.Path}' has the member '{name}' twice.");
            }

            rest = rest[length..];
        }
    }

    private Member ReadMember(string name, ReadOnlySpan<byte> entry, ReadOnlySpan<byte> extra, long directory)
    {
        ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(entry[8..]);
        ushort method = BinaryPrimitives.ReadUInt16LittleEndian(entry[10..]);
        if (method != 0 || (flags & EncryptedFlag) != 0)
        {
            throw new AttnExtractException(
                $"'{_file.Path}' is not as PyTorch writes it: its member '{name}' is {(method != 0 ? "compressed" : "encrypted")}.");
        }

        // What does not fit 32 bits stands in the extra field, in this order, and only that.
        ReadOnlySpan<byte> wide = FindExtra(extra);
        long length = Widen(BinaryPrimitives.ReadUInt32LittleEndian(entry[24..]), ref wide);
        long stored = Widen(BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]), ref wide);
        long header = Widen(BinaryPrimitives.ReadUInt32LittleEndian(entry[42..]), ref wide);
        if (stored != length)
        {
            throw Damaged();
        }

        ReadOnlySpan<byte> local = Slice(header, LocalHeaderSize);
        RequireSignature(local, LocalSignature);
        long start = header + LocalHeaderSize
            + BinaryPrimitives.ReadUInt16LittleEndian(local[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        return length >= 0 && start <= directory - length
            ? new Member(start, length)
            : throw new AttnExtractException($"'{_file.Path}' is damaged: its member '{name}' does not lie within it.");
    }

    private static ReadOnlySpan<byte> FindExtra(ReadOnlySpan<byte> extra)
    {
        const int HeaderSize = 2 * sizeof(ushort);
        while (extra.Length >= HeaderSize)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(extra[sizeof(ushort)..]);
            if (length > extra.Length - HeaderSize)
            {
                break;
            }

            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == Zip64Extra)
            {
                return extra.Slice(HeaderSize, length);
            }

            extra = extra[(HeaderSize + length)..];
        }

        return [];
    }

    private long Widen(uint value, ref ReadOnlySpan<byte> wide)
    {
        if (value != uint.MaxValue)
        {
            return value;
        }

        if (wide.Length < sizeof(long))
        {
            throw Damaged();
        }

        long result = BinaryPrimitives.ReadInt64LittleEndian(wide);
        wide = wide[sizeof(long)..];
        return result;
    }

    private void RequireSignature(ReadOnlySpan<byte> record, uint signature)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(record) != signature)
        {
            throw Damaged();
        }
    }

    private ReadOnlySpan<byte> Slice(long offset, int count) =>
        offset >= 0 && offset <= _file.Length - count ? _file.Slice(offset, count) : throw Damaged();

    private AttnExtractException Damaged() => new($"'{_file.Path}' is damaged: its archive's directory cannot be read.");

    /// <summary>The place of one member's content in the file.</summary>
    public readonly record struct Member(long Start, long Length);
}
