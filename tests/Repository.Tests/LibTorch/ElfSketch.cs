using System.Buffers.Binary;
using System.Text;

namespace AttnExtract.Repository.Tests.LibTorch;

/// <summary>One symbol of a sketch; <paramref name="Room"/> is how many bytes its name may take, 0 for its own length.</summary>
internal sealed record SketchSymbol(string Name, ushort Version, bool Imported = true, int Room = 0);

/// <summary>One version that a sketch needs of a library.</summary>
internal sealed record SketchVersion(string Name, ushort Index, ushort Flags = 0);

/// <summary>One library that a sketch needs.</summary>
internal sealed record SketchLibrary(string Name, params SketchVersion[] Versions);

/// <summary>The smallest ELF file with dynamic symbols and versions, written from the ABI's tables: no test needs a compiler.</summary>
internal sealed record ElfSketch(SketchSymbol[] Symbols, SketchLibrary[] Libraries)
{
    private const int HeaderSize = 64;

    /// <summary>Whether the section headers stand before the sections rather than after them.</summary>
    public bool HeadersFirst { get; init; }

    /// <summary>Whether the table of symbol versions is left out.</summary>
    public bool WithoutSymbolVersions { get; init; }

    /// <summary>Whether the table of symbols is left out.</summary>
    public bool WithoutSymbols { get; init; }

    /// <summary>Writes the file.</summary>
    public byte[] Write()
    {
        Names names = new();
        byte[] symbols = Symbols.Length == 0 ? [] : WriteSymbols(names);
        byte[] versions = [0, 0, .. Symbols.SelectMany(symbol => UInt16(symbol.Version))];
        byte[] needs = WriteNeeds(names);

        // Type, link, bytes; the numbers are SHT_DYNSYM, SHT_STRTAB, SHT_GNU_versym and SHT_GNU_verneed.
        List<(uint Type, uint Link, byte[] Bytes)> sections =
        [
            (0, 0, []),
            (WithoutSymbols ? 1u : 11, 2, symbols),
            (3, 0, names.Bytes),
            (WithoutSymbolVersions ? 1u : 0x6fffffff, 1, versions),
        ];
        if (Libraries.Length > 0)
        {
            sections.Add((0x6ffffffe, 2, needs));
        }

        int headersSize = sections.Count * HeaderSize;
        int offset = HeadersFirst ? HeaderSize + headersSize : HeaderSize;
        List<byte> headers = [];
        List<byte> bodies = [];
        foreach ((uint type, uint link, byte[] bytes) in sections)
        {
            headers.AddRange(
            [
                .. UInt32(0), .. UInt32(type), .. UInt64(0), .. UInt64(0), .. UInt64((ulong)(offset + bodies.Count)),
                .. UInt64((ulong)bytes.Length), .. UInt32(link), .. UInt32(0), .. UInt64(1), .. UInt64(0),
            ]);
            bodies.AddRange(bytes);
        }

        ulong headersAt = HeadersFirst ? HeaderSize : (ulong)(HeaderSize + bodies.Count);
        byte[] start =
        [
            0x7f, .. "ELF"u8, 2, 1, 1, 0, .. new byte[8],
            .. UInt16(3), .. UInt16(62), .. UInt32(1), .. UInt64(0), .. UInt64(0), .. UInt64(headersAt), .. UInt32(0),
            .. UInt16(HeaderSize), .. UInt16(56), .. UInt16(0), .. UInt16(HeaderSize), .. UInt16((ushort)sections.Count), .. UInt16(0),
        ];
        return HeadersFirst ? [.. start, .. headers, .. bodies] : [.. start, .. bodies, .. headers];
    }

    private byte[] WriteSymbols(Names names)
    {
        List<byte> bytes = [.. new byte[24]];
        foreach (SketchSymbol symbol in Symbols)
        {
            const byte GlobalFunction = 0x12;
            bytes.AddRange([.. UInt32(names.Add(symbol.Name, symbol.Room)), GlobalFunction, 0]);
            bytes.AddRange([.. UInt16(symbol.Imported ? (ushort)0 : (ushort)1), .. UInt64(0), .. UInt64(0)]);
        }

        return [.. bytes];
    }

    private byte[] WriteNeeds(Names names)
    {
        List<byte> bytes = [];
        for (int library = 0; library < Libraries.Length; library++)
        {
            SketchVersion[] versions = Libraries[library].Versions;
            uint next = library == Libraries.Length - 1 ? 0 : (uint)(16 + 16 * versions.Length);
            bytes.AddRange([.. UInt16(1), .. UInt16((ushort)versions.Length)]);
            bytes.AddRange([.. UInt32(names.Add(Libraries[library].Name)), .. UInt32(16), .. UInt32(next)]);
            for (int version = 0; version < versions.Length; version++)
            {
                bytes.AddRange([.. UInt32(0), .. UInt16(versions[version].Flags), .. UInt16(versions[version].Index)]);
                bytes.AddRange([.. UInt32(names.Add(versions[version].Name)), .. UInt32(version == versions.Length - 1 ? 0u : 16)]);
            }
        }

        return [.. bytes];
    }

    private static byte[] UInt16(ushort value)
    {
        byte[] bytes = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] UInt32(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] UInt64(ulong value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }

    /// <summary>A table of zero-terminated names; like a linker, it stores a name that is there, or ends one that is, only once.</summary>
    private sealed class Names
    {
        private readonly List<byte> _bytes = [0];

        public byte[] Bytes => [.. _bytes];

        public uint Add(string name, int room = 0)
        {
            byte[] bytes = [.. Encoding.ASCII.GetBytes(name.PadRight(room, '\0')), 0];
            int at = Bytes.AsSpan().IndexOf(bytes);
            if (at < 0)
            {
                at = _bytes.Count;
                _bytes.AddRange(bytes);
            }

            return (uint)at;
        }
    }
}
