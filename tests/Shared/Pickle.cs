using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace AttnExtract.Testing;

/// <summary>Pickles and archives as PyTorch writes them, put together by hand, right or wrong on purpose.</summary>
internal static class Pickle
{
    public static byte[] True { get; } = [0x88];

    public static byte[] False { get; } = [0x89];

    public static byte[] None { get; } = "N"u8.ToArray();

    public static byte[] EmptyTuple { get; } = ")"u8.ToArray();

    public static byte[] OrderedDictionary { get; } = Call(Global("collections", "OrderedDict"), EmptyTuple);

    public static byte[] Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
        return [(byte)'X', .. length, .. utf8];
    }

    /// <summary>A whole number of 64 bits, as LONG1.</summary>
    public static byte[] Number(long number)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return [0x8a, 8, .. bytes];
    }

    public static byte[] Global(string module, string name) => [(byte)'c', .. Encoding.ASCII.GetBytes($"{module}\n{name}\n")];

    public static byte[] Tuple(params byte[][] items) => [(byte)'(', .. Join(items), (byte)'t'];

    public static byte[] Numbers(params long[] numbers) => Tuple([.. numbers.Select(Number)]);

    public static byte[] Call(byte[] function, byte[] arguments) => [.. function, .. arguments, (byte)'R'];

    public static byte[] Storage(string key, string type, long count) =>
        [.. Tuple(Text("storage"), Global("torch", type), Text(key), Text("cpu"), Number(count)), (byte)'Q'];

    public static byte[] Tensor(byte[] storage, long first, long[] shape, long[] strides) => Call(
        Global("torch._utils", "_rebuild_tensor_v2"),
        Tuple(storage, Number(first), Numbers(shape), Numbers(strides), False, OrderedDictionary));

    /// <summary>A whole pickle: an ordered dictionary of these values, by name.</summary>
    public static byte[] Dictionary(params (string Name, byte[] Value)[] items) => Program(
        [.. OrderedDictionary, (byte)'(', .. Join([.. items.SelectMany(item => new[] { Text(item.Name), item.Value })]), (byte)'u']);

    public static byte[] Program(params byte[] instructions) => [0x80, 2, .. instructions, (byte)'.'];

    /// <summary>The file of PyTorch before 1.6: its mark, protocol and machine, a pickle, and the storages <c>0</c>, <c>1</c>, …</summary>
    public static byte[] Stream(byte[] pickle, params (long Count, byte[] Bytes)[] storages) =>
        Stream(Program(Number(1001)), Machine(True), pickle, storages);

    public static byte[] Stream(byte[] protocol, byte[] machine, byte[] pickle, params (long Count, byte[] Bytes)[] storages) =>
    [
        0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.',
        .. protocol,
        .. machine,
        .. pickle,
        .. Program([(byte)']', (byte)'(', .. Join([.. storages.Select((_, i) => Text($"{i}"))]), (byte)'e']),
        .. storages.SelectMany(storage => (byte[])[.. BitConverter.GetBytes(storage.Count), .. storage.Bytes]),
    ];

    /// <summary>What such a file says of the machine that wrote it.</summary>
    public static byte[] Machine(byte[] isLittleEndian) => Dictionary(("protocol_version", Number(1001)), ("little_endian", isLittleEndian));

    /// <summary>A storage as such a file names it.</summary>
    public static byte[] Storage(string key, string type, long count, byte[] view) =>
        [.. Tuple(Text("storage"), Global("torch", type), Text(key), Text("cpu"), Number(count), view), (byte)'Q'];

    /// <summary>The archive of a pickle and its storages <c>0</c>, <c>1</c>, …</summary>
    public static byte[] Archive(byte[] pickle, params byte[][] storages) =>
        Archive([("data.pkl", pickle), ("byteorder", "little"u8.ToArray()), .. storages.Select((bytes, i) => ($"data/{i}", bytes))]);

    public static byte[] Archive(params (string Name, byte[] Bytes)[] members) => Archive(CompressionLevel.NoCompression, members);

    public static byte[] Archive(CompressionLevel level, params (string Name, byte[] Bytes)[] members)
    {
        using MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in members)
            {
                using Stream member = zip.CreateEntry($"archive/{name}", level).Open();
                member.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    /// <summary>The same archive with its directory in ZIP64, as archives over 4 GiB have it.</summary>
    public static byte[] WithWidePlaces(byte[] archive)
    {
        const int EndSize = 22;
        int end = archive.Length - EndSize;
        int count = BitConverter.ToUInt16(archive, end + 10);
        int begin = BitConverter.ToInt32(archive, end + 16);
        List<byte> directory = [];
        for (int at = begin; at < end;)
        {
            int nameLength = BitConverter.ToUInt16(archive, at + 28);
            byte[] entry = archive[at..(at + 46 + nameLength)];
            byte[] extra =
            [
                1, 0, 24, 0, .. Wide(entry, 24), .. Wide(entry, 20), .. Wide(entry, 42),
            ];
            at += entry.Length + BitConverter.ToUInt16(entry, 30) + BitConverter.ToUInt16(entry, 32);
            entry.AsSpan(20, 8).Fill(0xff);
            entry.AsSpan(42, 4).Fill(0xff);
            BitConverter.TryWriteBytes(entry.AsSpan(30), (ushort)extra.Length);
            entry.AsSpan(32, 2).Clear();
            directory.AddRange([.. entry, .. extra]);
        }

        byte[] wideEnd =
        [
            .. "PK\u0006\u0006"u8, .. BitConverter.GetBytes(44L), 45, 0, 45, 0, .. new byte[8], .. BitConverter.GetBytes((long)count),
            .. BitConverter.GetBytes((long)count), .. BitConverter.GetBytes((long)directory.Count), .. BitConverter.GetBytes((long)begin),
        ];
        byte[] locator = [.. "PK\u0006\u0007"u8, .. new byte[4], .. BitConverter.GetBytes((long)begin + directory.Count), 1, 0, 0, 0];
        byte[] narrowEnd = [.. "PK\u0005\u0006"u8, .. new byte[4], .. Enumerable.Repeat((byte)0xff, 12), 0, 0];
        return [.. archive[..begin], .. directory, .. wideEnd, .. locator, .. narrowEnd];
    }

    private static byte[] Wide(byte[] bytes, int at) => BitConverter.GetBytes((long)BitConverter.ToUInt32(bytes, at));

    private static byte[] Join(byte[][] parts) => [.. parts.SelectMany(part => part)];
}
