using System.Buffers.Binary;
using System.Text;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Formats.Hdf5;

/// <summary>
/// Reads HDF5 files of the oldest layout: what <see cref="Hdf5Writer"/> and, unless asked for another, h5py write. What a file claims is held against
/// its length before memory is taken for it, and nothing is gone through twice.
/// </summary>
internal sealed class Hdf5Reader : IDisposable
{
    private const int MaxLevel = 16;
    private const int MaxName = 1024;


    private readonly FileStream _stream;

    private Hdf5Reader(FileStream stream) => (_stream, Length) = (stream, stream.Length);

    /// <summary>How many bytes the file has.</summary>
    public long Length { get; }

    /// <summary>The address of the group that all others are in.</summary>
    public long Root { get; private init; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="AttnExtractException">It is not there, or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no such file.</exception>
    public static Hdf5Reader Open(string path)
    {
        FileStream stream = InputFile.Open(path);
        try
        {
            Hdf5Reader file = new(stream);
            ReadOnlySpan<byte> start = file.Bytes(0, 2 * Hdf5Node.WordSize);
            if (!start.StartsWith(Hdf5Node.FileSignature))
            {
                throw new InvalidDataException("it does not begin as HDF5 does");
            }

            int version = start[8];
            if (version > 1)
            {
                throw new InvalidDataException($"its layout is of version {version}, and 0 and 1 are read; write it with libver='earliest'");
            }

            if (start[13] != Hdf5Node.WordSize || start[14] != Hdf5Node.WordSize)
            {
                throw new InvalidDataException("its addresses are not of 8 bytes");
            }

            int addresses = version == 0 ? 24 : 28;
            if (file.Word(addresses) != 0 || file.Word(addresses + (2 * Hdf5Node.WordSize)) != stream.Length)
            {
                throw new InvalidDataException("it is cut off");
            }

            return new(stream) { Root = file.Word(addresses + (5 * Hdf5Node.WordSize)) };
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>The members of a group by name, in the order of their names.</summary>
    /// <exception cref="InvalidDataException">It is no such group.</exception>
    public IEnumerable<(string Name, long Address)> Members(long group)
    {
        byte[] table = Messages(group).FirstOrDefault(message => message.Type == Hdf5Node.Message.SymbolTable).Content
            ?? throw new InvalidDataException("what should be a group is none of the oldest layout");
        Require(table.Length >= 2 * Hdf5Node.WordSize);
        long heap = BinaryPrimitives.ReadInt64LittleEndian(table.AsSpan(Hdf5Node.WordSize));
        RequireSigned(heap, Hdf5Node.HeapSignature);
        (long size, long names) = (Word(heap + 8), Word(heap + 24));
        Require(size >= 0 && names >= 0 && size <= Length - names);
        foreach ((_, long address) in Leaves(BinaryPrimitives.ReadInt64LittleEndian(table), Hdf5Node.GroupTree, Hdf5Node.WordSize))
        {
            RequireSigned(address, Hdf5Node.SymbolSignature);
            int count = BinaryPrimitives.ReadUInt16LittleEndian(Bytes(address + 6, 2));
            for (int i = 0; i < count; i++)
            {
                long entry = address + Hdf5Node.WordSize + (i * Hdf5Node.SymbolSize);
                yield return (Name(names, size, Word(entry)), Word(entry + Hdf5Node.WordSize));
            }
        }
    }

    /// <summary>The leaves of a tree in order: what is said of each, and where it is.</summary>
    /// <exception cref="InvalidDataException">It is no such tree.</exception>
    public IEnumerable<(byte[] Key, long Address)> Leaves(long tree, byte type, int keySize) =>
        tree == Hdf5Node.Nowhere ? [] : Leaves(tree, type, keySize, MaxLevel, []);

    /// <summary>What the header of an object says.</summary>
    /// <exception cref="InvalidDataException">There is no such object.</exception>
    public IReadOnlyList<(int Type, byte[] Content)> Messages(long address)
    {
        ReadOnlySpan<byte> prefix = Bytes(address, 16);
        Require(prefix[0] == 1);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(prefix[2..]);
        List<(int Type, byte[] Content)> messages = [];
        Queue<(long Start, long Size)> blocks = new([(address + 16, BinaryPrimitives.ReadUInt32LittleEndian(prefix[8..]))]);
        while (messages.Count < count && blocks.TryDequeue(out (long Start, long Size) block))
        {
            Require(block.Size >= 0 && block.Start >= 0 && block.Size <= Length - block.Start);
            for (long at = block.Start; at + Hdf5Node.WordSize <= block.Start + block.Size && messages.Count < count;)
            {
                ReadOnlySpan<byte> head = Bytes(at, Hdf5Node.WordSize);
                int size = BinaryPrimitives.ReadUInt16LittleEndian(head[2..]);
                int type = BinaryPrimitives.ReadUInt16LittleEndian(head);
                byte[] content = Bytes(at + Hdf5Node.WordSize, size);
                messages.Add((type, content));
                at += Hdf5Node.WordSize + size;
                if (type == Hdf5Node.Message.Continuation && size >= 16)
                {
                    blocks.Enqueue((BinaryPrimitives.ReadInt64LittleEndian(content), BinaryPrimitives.ReadInt64LittleEndian(content.AsSpan(8))));
                }
            }
        }

        return messages;
    }

    /// <summary>A text of a collection.</summary>
    /// <param name="reference">Its length, the collection's address and its number in it.</param>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public string TextAt(ReadOnlySpan<byte> reference)
    {
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(reference);
        long collection = BinaryPrimitives.ReadInt64LittleEndian(reference[4..]);
        uint number = BinaryPrimitives.ReadUInt32LittleEndian(reference[12..]);
        if (length == 0)
        {
            return "";
        }

        RequireSigned(collection, Hdf5Node.CollectionSignature);
        long size = Word(collection + 8);
        Require(size >= 16 && size <= Length - collection);
        for (long at = collection + 16; at + 16 <= collection + size;)
        {
            ReadOnlySpan<byte> prefix = Bytes(at, 16);
            long bytes = BinaryPrimitives.ReadInt64LittleEndian(prefix[8..]);
            uint found = BinaryPrimitives.ReadUInt16LittleEndian(prefix);
            Require(found != 0 && bytes >= 0 && bytes <= collection + size - at);
            if (found == number)
            {
                Require(length <= bytes);
                return Utf8(Bytes(at + 16, (int)length));
            }

            at += 16 + Hdf5Node.Padded(bytes);
        }

        throw new InvalidDataException("a text is missing");
    }

    /// <summary>Bytes at an address.</summary>
    /// <exception cref="InvalidDataException">The file ends before.</exception>
    public byte[] Bytes(long address, int count)
    {
        Require(address >= 0 && count >= 0 && count <= Length - address);
        byte[] bytes = new byte[count];
        _stream.Position = address;
        _stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Text of bytes, without the zeros behind it.</summary>
    /// <exception cref="InvalidDataException">It is not Unicode.</exception>
    public static string Utf8(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.Encoding.GetString(bytes).TrimEnd('\0');
        }
        catch (DecoderFallbackException exception)
        {
            throw new InvalidDataException("a text is not Unicode", exception);
        }
    }

    /// <summary>Refuses what cannot be so in a whole file.</summary>
    /// <exception cref="InvalidDataException">It is not so.</exception>
    public static void Require(bool isSo)
    {
        if (!isSo)
        {
            throw new InvalidDataException("its parts do not fit together");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private IEnumerable<(byte[] Key, long Address)> Leaves(long address, byte type, int keySize, int below, HashSet<long> seen)
    {
        RequireSigned(address, Hdf5Node.TreeSignature);
        Require(seen.Add(address));
        ReadOnlyMemory<byte> prefix = Bytes(address, Hdf5Node.WordSize);
        (byte kind, int level) = (prefix.Span[4], prefix.Span[5]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(prefix.Span[6..]);
        Require(kind == type && level < below);
        for (int i = 0; i < count; i++)
        {
            long at = address + Hdf5Node.TreePrefixSize + ((long)i * (keySize + Hdf5Node.WordSize));
            (byte[] key, long child) = (Bytes(at, keySize), Word(at + keySize));
            if (level == 0)
            {
                yield return (key, child);
                continue;
            }

            foreach ((byte[] Key, long Address) leaf in Leaves(child, type, keySize, level, seen))
            {
                yield return leaf;
            }
        }
    }

    private string Name(long names, long size, long offset)
    {
        Require(offset >= 0 && offset < size);
        byte[] bytes = Bytes(names + offset, (int)Math.Min(MaxName, size - offset));
        int end = Array.IndexOf(bytes, (byte)0);
        return Utf8(bytes.AsSpan(0, end < 0 ? bytes.Length : end));
    }

    private void RequireSigned(long address, ReadOnlySpan<byte> signature) => Require(Bytes(address, signature.Length).AsSpan().SequenceEqual(signature));

    private long Word(long address) => BinaryPrimitives.ReadInt64LittleEndian(Bytes(address, Hdf5Node.WordSize));
}
