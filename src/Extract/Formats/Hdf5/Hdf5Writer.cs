using System.Text;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Formats.Hdf5;

/// <summary>
/// Writes an HDF5 file from its beginning to its end: a group is written when all that is in it is, and of what is written only addresses are kept.
/// Same content, same bytes.
/// </summary>
internal sealed class Hdf5Writer
{
    // A message says in two bytes how long it is, and ends on a multiple of 8.
    private const int MaxMessageSize = 65_528;

    private const int SuperblockSize = 100;

    // The library reads at least so much of a collection.
    private const int MinCollectionSize = 4096;
    private const int CollectionPrefixSize = 16;
    private const int TextPrefixSize = 16;
    private const int TextSize = 16;

    private readonly Stream _stream;
    private long _end;

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Stands on the beginning, and can seek.</param>
    public Hdf5Writer(Stream stream)
    {
        _stream = stream;
        Append(new byte[Hdf5Node.Padded(SuperblockSize)]); // filled in at the end
    }

    /// <summary>Writes an array.</summary>
    /// <returns>Its address.</returns>
    public long AddDataset(ReadOnlySpan<int> shape, ReadOnlyMemory<float> values, RecordPrecision precision)
    {
        Hdf5Chunks chunks = new(shape, values, precision);
        List<(byte[] Key, long Address)> entries = [];
        foreach ((int[] place, byte[] bytes) in chunks.Compressed())
        {
            entries.Add((chunks.Key(bytes.Length, place), Append(bytes)));
        }

        long tree = entries.Count == 0 ? Hdf5Node.Nowhere : AddTree(Hdf5Node.ChunkTree, Hdf5Node.ChunkRank, entries, chunks.KeyBehind());
        return AddObject(
        [
            (Hdf5Node.Message.Dataspace, Hdf5Types.Space(shape)),
            (Hdf5Node.Message.Datatype, Hdf5Types.Number(precision)),
            (Hdf5Node.Message.FillValue, [2, 3, 2, 1, 0, 0, 0, 0]), // zeros
            (Hdf5Node.Message.Layout, chunks.Layout(tree)),
            (Hdf5Node.Message.Filters, chunks.Filters()),
        ]);
    }

    /// <summary>Writes a group.</summary>
    /// <param name="members">What is in it, by name, ascending as bytes are; gone through twice.</param>
    /// <param name="attributes">What is kept beside it.</param>
    /// <returns>Its address.</returns>
    /// <exception cref="AttnExtractException">An attribute is larger than the format allows.</exception>
    public long AddGroup(IEnumerable<(string Name, long Address)> members, params IReadOnlyList<Hdf5Attribute> attributes) =>
        AddObject([(Hdf5Node.Message.SymbolTable, AddMembers(members)), .. AddAttributes(attributes)]);

    /// <summary>Writes the group that all others are in, and the beginning of the file.</summary>
    /// <inheritdoc cref="AddGroup"/>
    public void Finish(IEnumerable<(string Name, long Address)> members)
    {
        byte[] table = AddMembers(members);
        long root = AddObject([(Hdf5Node.Message.SymbolTable, table)]);
        byte[] superblock = Bytes(writer =>
        {
            writer.Write(Hdf5Node.FileSignature);
            writer.Write([1, 0, 0, 0, 0, Hdf5Node.WordSize, Hdf5Node.WordSize, 0]); // the versions of all parts, and the size of a word
            writer.Write((ushort)Hdf5Node.LeafRank);
            writer.Write((ushort)Hdf5Node.GroupRank);
            writer.Write(0);
            writer.Write((ushort)Hdf5Node.ChunkRank);
            writer.Write((ushort)0);
            writer.Write(0L);
            writer.Write(Hdf5Node.Nowhere);
            writer.Write(_end);
            writer.Write(Hdf5Node.Nowhere);
            writer.Write(0L);
            writer.Write(root);
            writer.Write(1); // the group's members stand here too
            writer.Write(0);
            writer.Write(table);
        });
        _stream.Seek(-_end, SeekOrigin.Current);
        _stream.Write(superblock);
        _stream.Seek(0, SeekOrigin.End);
    }

    private byte[] AddMembers(IEnumerable<(string Name, long Address)> members)
    {
        List<(byte[] Key, long Address)> nodes = [];
        long offset = Hdf5Node.WordSize; // the empty name
        long last = 0;
        foreach ((string Name, long Address)[] few in members.Chunk(2 * Hdf5Node.LeafRank))
        {
            byte[] key = BitConverter.GetBytes(last);
            byte[] node = new byte[Hdf5Node.WordSize + (2 * Hdf5Node.LeafRank * Hdf5Node.SymbolSize)];
            Bytes(writer =>
            {
                writer.Write(Hdf5Node.SymbolSignature);
                writer.Write((ushort)1);
                writer.Write((ushort)few.Length);
                foreach ((string name, long address) in few)
                {
                    writer.Write(offset);
                    writer.Write(address);
                    writer.Write(new byte[Hdf5Node.SymbolSize - (2 * Hdf5Node.WordSize)]);
                    last = offset;
                    offset += NameSize(name);
                }
            }).CopyTo(node, 0);
            nodes.Add((key, Append(node)));
        }

        long tree = AddTree(Hdf5Node.GroupTree, Hdf5Node.GroupRank, nodes, BitConverter.GetBytes(last));
        long names = Append(new byte[Hdf5Node.WordSize]);
        foreach ((string name, _) in members)
        {
            byte[] padded = new byte[NameSize(name)];
            Encoding.UTF8.GetBytes(name, padded);
            Append(padded);
        }

        long heap = Append(Bytes(writer =>
        {
            writer.Write(Hdf5Node.HeapSignature);
            writer.Write(0);
            writer.Write(offset);
            writer.Write(1L); // nothing is free
            writer.Write(names);
        }));
        return [.. BitConverter.GetBytes(tree), .. BitConverter.GetBytes(heap)];
    }

    private static long NameSize(string name) => Hdf5Node.Padded(Encoding.UTF8.GetByteCount(name) + 1);

    // Level by level: the nodes of one lie side by side, and the next is made of them.
    private long AddTree(byte type, int rank, IReadOnlyList<(byte[] Key, long Address)> entries, byte[] lastKey)
    {
        int size = Hdf5Node.TreePrefixSize + (((2 * rank) + 1) * lastKey.Length) + (2 * rank * Hdf5Node.WordSize);
        for (byte level = 0; ; level++)
        {
            List<(byte[] Key, long Address)> nodes = [];
            int count = Math.Max(1, (entries.Count + (2 * rank) - 1) / (2 * rank));
            for (int i = 0; i < count; i++)
            {
                (byte[] Key, long Address)[] children = [.. entries.Skip(i * 2 * rank).Take(2 * rank)];
                byte[] behind = (i + 1) * 2 * rank < entries.Count ? entries[(i + 1) * 2 * rank].Key : lastKey;
                byte[] node = new byte[Hdf5Node.Padded(size)];
                Bytes(writer =>
                {
                    writer.Write(Hdf5Node.TreeSignature);
                    writer.Write(type);
                    writer.Write(level);
                    writer.Write((ushort)children.Length);
                    writer.Write(i == 0 ? Hdf5Node.Nowhere : _end - node.Length);
                    writer.Write(i == count - 1 ? Hdf5Node.Nowhere : _end + node.Length);
                    foreach ((byte[] key, long address) in children)
                    {
                        writer.Write(key);
                        writer.Write(address);
                    }

                    writer.Write(behind);
                }).CopyTo(node, 0);
                nodes.Add((children.Length == 0 ? lastKey : children[0].Key, Append(node)));
            }

            if (count == 1)
            {
                return nodes[0].Address;
            }

            entries = nodes;
        }
    }

    private IEnumerable<(ushort Type, byte[] Content)> AddAttributes(IReadOnlyList<Hdf5Attribute> attributes)
    {
        long collection = AddTexts([.. attributes.SelectMany(attribute => attribute.Texts ?? [])]);
        int number = 0;
        return
        [
            .. attributes.Select(attribute =>
            {
                byte[] type = attribute.Texts is null ? Hdf5Types.Integer : Hdf5Types.Text;
                byte[] space = Hdf5Types.Space(attribute.Shape.AsSpan());
                byte[] name = [.. Encoding.UTF8.GetBytes(attribute.Name), 0];
                byte[] message = Bytes(writer =>
                {
                    writer.Write((ushort)1);
                    writer.Write((ushort)name.Length);
                    writer.Write((ushort)type.Length);
                    writer.Write((ushort)space.Length);
                    foreach (byte[] part in (byte[][])[name, type, space])
                    {
                        writer.Write(part);
                        writer.Write(new byte[Hdf5Node.Padded(part.Length) - part.Length]);
                    }

                    foreach (string text in attribute.Texts ?? [])
                    {
                        writer.Write(Encoding.UTF8.GetByteCount(text));
                        writer.Write(collection);
                        writer.Write(++number);
                    }

                    foreach (int one in attribute.Numbers ?? [])
                    {
                        writer.Write(one);
                    }
                });
                return message.Length <= MaxMessageSize ? (Hdf5Node.Message.Attribute, message)
                    : throw new AttnExtractException(
                        $"A text of {attribute.Shape[0]} tokens is too long for HDF5, whose attributes end at 64 KB; keep it as .safetensors.");
            }),
        ];
    }

    private long AddTexts(IReadOnlyList<string> texts)
    {
        byte[][] encoded = [.. texts.Select(Encoding.UTF8.GetBytes)];
        long used = CollectionPrefixSize + encoded.Sum(text => TextPrefixSize + Hdf5Node.Padded(text.Length));
        long size = Math.Max(MinCollectionSize, used + TextPrefixSize);
        return Append(Bytes(writer =>
        {
            writer.Write(Hdf5Node.CollectionSignature);
            writer.Write(1);
            writer.Write(size);
            foreach ((int i, byte[] text) in encoded.Index())
            {
                writer.Write((ushort)(i + 1));
                writer.Write((ushort)1);
                writer.Write(0);
                writer.Write((long)text.Length);
                writer.Write(text);
                writer.Write(new byte[Hdf5Node.Padded(text.Length) - text.Length]);
            }

            writer.Write(0L); // what is free
            writer.Write(size - used);
            writer.Write(new byte[size - used - TextPrefixSize]);
        }));
    }

    private long AddObject(IReadOnlyList<(ushort Type, byte[] Content)> messages) => Append(Bytes(writer =>
    {
        writer.Write((ushort)1);
        writer.Write((ushort)messages.Count);
        writer.Write(1);
        writer.Write((int)messages.Sum(message => Hdf5Node.WordSize + Hdf5Node.Padded(message.Content.Length)));
        writer.Write(0);
        foreach ((ushort type, byte[] content) in messages)
        {
            int padded = (int)Hdf5Node.Padded(content.Length);
            writer.Write(type);
            writer.Write((ushort)padded);
            writer.Write(0);
            writer.Write(content);
            writer.Write(new byte[padded - content.Length]);
        }
    }));

    // Everything begins on a multiple of 8.
    private long Append(byte[] bytes)
    {
        long address = _end;
        _stream.Write(bytes);
        _stream.Write(stackalloc byte[(int)(Hdf5Node.Padded(bytes.Length) - bytes.Length)]);
        _end += Hdf5Node.Padded(bytes.Length);
        return address;
    }

    private static byte[] Bytes(Action<BinaryWriter> write)
    {
        using MemoryStream memory = new();
        using BinaryWriter writer = new(memory);
        write(writer);
        return memory.ToArray();
    }
}
