// Compiled twice: by the build as an inline task (against .NET Standard 2.0, hence the plain C# here), and by the tests.

#nullable enable

#if !NET
using System;
using System.Collections.Generic;
using System.IO;
#endif
using System.Text;

namespace AttnExtract.Build;

#if !NET
/// <summary>The build step: writes a mended copy where one is needed; see LibTorch.targets.</summary>
public sealed class MendLibTorch : Microsoft.Build.Utilities.Task
{
    /// <summary>The library as its package ships it; it is never written to.</summary>
    [Microsoft.Build.Framework.Required]
    public string Source { get; set; } = "";

    /// <summary>Where the mended copy goes; not written where the library is fine as it is.</summary>
    [Microsoft.Build.Framework.Required]
    public string Destination { get; set; } = "";

    /// <summary>Whether to mend it though this host could load it, for others that cannot.</summary>
    public bool Always { get; set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        File.Delete(Destination);
        string? host = HostLibrary.Find();
        if (!Always && (host == null || HostLibrary.Offers(host, LibTorchMend.NeededVersion)))
        {
            return true;
        }

        LibTorchMend mend = LibTorchMend.Apply(File.ReadAllBytes(Source));
        if (mend.Outcome == LibTorchMendOutcome.Refused)
        {
            Log.LogError(
                "{0} may not load here, because {1} does not offer {2}, and the build cannot mend it: {3}",
                Source, host ?? "a host", LibTorchMend.NeededVersion, mend.Reason);
        }
        else if (mend.Outcome == LibTorchMendOutcome.Mended)
        {
            // Written aside and renamed, so that an interrupted build leaves no half library.
            string aside = Destination + ".part";
            File.WriteAllBytes(aside, mend.Bytes);
            File.Move(aside, Destination);
        }

        return !Log.HasLoggedErrors;
    }
}
#endif

/// <summary>What <see cref="LibTorchMend.Apply"/> did.</summary>
public enum LibTorchMendOutcome
{
    /// <summary>The bytes were changed; the library now loads with an older libstdc++ too.</summary>
    Mended,

    /// <summary>Nothing to do: the library does not insist on the new version.</summary>
    AlreadyFine,

    /// <summary>The file is not what the mend knows; the bytes are as they were, and the reason says why.</summary>
    Refused,
}

/// <summary>
/// Lets libLibTorchSharp.so load where libstdc++ is older than GCC 13 (Debian 12, Ubuntu 22.04, RHEL 9). One symbol is in the way:
/// GCC 13's stream initialiser, version GLIBCXX_3.4.32. It becomes std::ios_base::Init::Init(), which does the same work, has been there
/// since GLIBCXX_3.4 and ignores its argument; the need for the new version becomes weak, which tells the loader that it may be absent.
/// Source of the layout: System V ABI (ELF-64 Object File Format 1.5) and the Linux Standard Base, "Symbol Versioning".
/// </summary>
public sealed class LibTorchMend
{
    /// <summary>The version that older hosts lack.</summary>
    public const string NeededVersion = "GLIBCXX_3.4.32";

    private const string OfferedVersion = "GLIBCXX_3.4";
    private const string NeededSymbol = "_ZSt21ios_base_library_initv";
    private const string OfferedSymbol = "_ZNSt8ios_base4InitC1Ev";

    private const uint SectionDynamicSymbols = 11;
    private const uint SectionNoBits = 8;
    private const uint SectionVersionNeeds = 0x6ffffffe;
    private const uint SectionSymbolVersions = 0x6fffffff;
    private const ushort FlagWeak = 2;
    private const int SectionHeaderSize = 64;
    private const int SymbolSize = 24;
    private const int NeedSize = 16;

    private LibTorchMend(LibTorchMendOutcome outcome, byte[] bytes, string reason)
    {
        Outcome = outcome;
        Bytes = bytes;
        Reason = reason;
    }

    /// <summary>What was done.</summary>
    public LibTorchMendOutcome Outcome { get; }

    /// <summary>The mended copy, or the bytes that were given.</summary>
    public byte[] Bytes { get; }

    /// <summary>One sentence on why the file was refused; else empty.</summary>
    public string Reason { get; }

    /// <summary>Mends a library in memory; <paramref name="file"/> itself is not written to.</summary>
    /// <param name="file">A whole ELF-64 little-endian file, whatever it holds: nothing is believed before it is checked.</param>
    public static LibTorchMend Apply(byte[] file)
    {
        try
        {
            byte[]? mended = Mend(file);
            return mended == null
                ? new LibTorchMend(LibTorchMendOutcome.AlreadyFine, file, "")
                : new LibTorchMend(LibTorchMendOutcome.Mended, mended, "");
        }
        catch (RefusalException refusal)
        {
            return new LibTorchMend(LibTorchMendOutcome.Refused, file, refusal.Message);
        }
    }

    private static byte[]? Mend(byte[] file)
    {
        List<Section> sections = ReadSections(file);
        Section? needs = sections.Find(section => section.Type == SectionVersionNeeds);
        if (needs == null)
        {
            return null;
        }

        List<VersionNeed> versions = ReadVersionNeeds(file, needs, StringTable(sections, needs));
        VersionNeed? needed = versions.Find(version => version.Name == NeededVersion);
        if (needed == null)
        {
            return null;
        }

        Section symbols = sections.Find(section => section.Type == SectionDynamicSymbols)
            ?? throw new RefusalException("it has no table of dynamic symbols.");
        Section symbolVersions = sections.Find(section => section.Type == SectionSymbolVersions)
            ?? throw new RefusalException("it has no table of symbol versions.");
        Section names = StringTable(sections, symbols);
        int symbolCount = symbols.Size / SymbolSize;
        if (symbolVersions.Size < symbolCount * 2)
        {
            throw new RefusalException("its table of symbol versions is shorter than its table of symbols.");
        }

        int symbol = FindSymbol(file, symbols, names);
        if (symbol < 0 && (needed.Flags & FlagWeak) != 0)
        {
            return null;
        }

        if (symbol < 0)
        {
            throw new RefusalException($"it does not import the symbol {NeededSymbol}.");
        }

        VersionNeed offered = versions.Find(version => version.Name == OfferedVersion && version.Library == needed.Library)
            ?? throw new RefusalException($"it does not need the version {OfferedVersion} of {needed.Library}.");
        int nameStart = names.Offset + (int)UInt32(file, symbols.Offset + symbol * SymbolSize);
        int nameEnd = nameStart + NeededSymbol.Length;
        for (int other = 0; other < symbolCount; other++)
        {
            long otherName = names.Offset + (long)UInt32(file, symbols.Offset + other * SymbolSize);
            if (other != symbol && otherName >= nameStart && otherName < nameEnd)
            {
                throw new RefusalException($"another symbol shares the name {NeededSymbol}.");
            }

            if (other != symbol && UInt16(file, symbolVersions.Offset + other * 2) == needed.Index)
            {
                throw new RefusalException($"it needs {NeededVersion} for more than the symbol {NeededSymbol}.");
            }
        }

        byte[] mended = (byte[])file.Clone();
        Array.Clear(mended, nameStart, NeededSymbol.Length);
        Encoding.ASCII.GetBytes(OfferedSymbol, 0, OfferedSymbol.Length, mended, nameStart);
        WriteUInt16(mended, symbolVersions.Offset + symbol * 2, offered.Index);
        WriteUInt16(mended, needed.FlagsOffset, FlagWeak);
        return mended;
    }

    private static List<Section> ReadSections(byte[] file)
    {
        if (file.Length < 4 || file[0] != 0x7f || file[1] != 'E' || file[2] != 'L' || file[3] != 'F')
        {
            throw new RefusalException("it is not an ELF file.");
        }

        const int ElfHeaderSize = 64;
        Require(file, 0, ElfHeaderSize);
        if (file[4] != 2 || file[5] != 1)
        {
            throw new RefusalException("it is not a 64-bit little-endian ELF file.");
        }

        int table = Int32(file, 0x28);
        int entrySize = UInt16(file, 0x3a);
        int count = UInt16(file, 0x3c);
        if (table == 0 || count == 0)
        {
            throw new RefusalException("it has no section headers.");
        }

        if (entrySize != SectionHeaderSize)
        {
            throw new RefusalException($"its section headers have {entrySize} bytes each instead of {SectionHeaderSize}.");
        }

        Require(file, table, (long)count * SectionHeaderSize);
        List<Section> sections = [];
        for (int header = table; header < table + count * SectionHeaderSize; header += SectionHeaderSize)
        {
            uint type = UInt32(file, header + 0x04);
            if (type == 0 || type == SectionNoBits)
            {
                // Neither has bytes in the file; kept because sections name one another by number.
                sections.Add(new Section(type, 0, 0, 0));
                continue;
            }

            Section section = new(type, Int32(file, header + 0x18), Int32(file, header + 0x20), UInt32(file, header + 0x28));
            Require(file, section.Offset, section.Size);
            sections.Add(section);
        }

        return sections;
    }

    private static Section StringTable(List<Section> sections, Section section) =>
        section.Link > 0 && section.Link < sections.Count
            ? sections[(int)section.Link]
            : throw new RefusalException("one of its tables has no names.");

    // Elf64_Verneed {version, count, file, aux, next} heads a list of Elf64_Vernaux {hash, flags, index, name, next}, 16 bytes each.
    private static List<VersionNeed> ReadVersionNeeds(byte[] file, Section needs, Section names)
    {
        List<VersionNeed> versions = [];
        long library = needs.Offset;
        uint nextLibrary;
        do
        {
            RequireInside(needs, library, NeedSize);
            string libraryName = Name(file, names, UInt32(file, (int)library + 4));
            long version = library + UInt32(file, (int)library + 8);
            uint nextVersion = 1;
            for (int left = UInt16(file, (int)library + 2); left > 0 && nextVersion != 0; left--)
            {
                RequireInside(needs, version, NeedSize);
                int at = (int)version;
                versions.Add(new VersionNeed(
                    libraryName, Name(file, names, UInt32(file, at + 8)), UInt16(file, at + 6), UInt16(file, at + 4), at + 4));
                nextVersion = UInt32(file, at + 12);
                version += nextVersion;
            }

            nextLibrary = UInt32(file, (int)library + 12);
            library += nextLibrary;
        }
        while (nextLibrary != 0);
        return versions;
    }

    private static int FindSymbol(byte[] file, Section symbols, Section names)
    {
        const int Undefined = 0;
        for (int symbol = 0; symbol < symbols.Size / SymbolSize; symbol++)
        {
            int at = symbols.Offset + symbol * SymbolSize;
            if (UInt16(file, at + 6) == Undefined && Name(file, names, UInt32(file, at)) == NeededSymbol)
            {
                return symbol;
            }
        }

        return -1;
    }

    private static string Name(byte[] file, Section names, uint offset)
    {
        if (offset >= names.Size)
        {
            throw new RefusalException("one of its names lies outside its table of names.");
        }

        int start = names.Offset + (int)offset;
        int end = Array.IndexOf(file, (byte)0, start, names.Size - (int)offset);
        return end < 0
            ? throw new RefusalException("one of its names does not end.")
            : Encoding.ASCII.GetString(file, start, end - start);
    }

    private static void Require(byte[] file, long offset, long size)
    {
        if (offset + size > file.Length)
        {
            throw new RefusalException($"it is cut short: it has {file.Length} bytes, but its own tables point to byte {offset + size}.");
        }
    }

    private static void RequireInside(Section section, long offset, int size)
    {
        if (offset + size > section.Offset + (long)section.Size)
        {
            throw new RefusalException("its list of needed versions runs past its own end.");
        }
    }

    // ELF-64 offsets have 64 bits; no file that is read into an array reaches 2^31.
    private static int Int32(byte[] file, int at)
    {
        ulong value = UInt32(file, at) | ((ulong)UInt32(file, at + 4) << 32);
        return value <= int.MaxValue
            ? (int)value
            : throw new RefusalException($"it is cut short: it has {file.Length} bytes, but its own tables point to byte {value}.");
    }

    private static uint UInt32(byte[] file, int at) => UInt16(file, at) | ((uint)UInt16(file, at + 2) << 16);

    private static ushort UInt16(byte[] file, int at) => (ushort)(file[at] | (file[at + 1] << 8));

    private static void WriteUInt16(byte[] file, int at, ushort value)
    {
        file[at] = (byte)value;
        file[at + 1] = (byte)(value >> 8);
    }

    private sealed class Section(uint type, int offset, int size, uint link)
    {
        public uint Type { get; } = type;

        public int Offset { get; } = offset;

        public int Size { get; } = size;

        public uint Link { get; } = link;
    }

    private sealed class VersionNeed(string library, string name, ushort index, ushort flags, int flagsOffset)
    {
        public string Library { get; } = library;

        public string Name { get; } = name;

        public ushort Index { get; } = index;

        public ushort Flags { get; } = flags;

        public int FlagsOffset { get; } = flagsOffset;
    }

    private sealed class RefusalException(string message) : Exception(message);
}

/// <summary>The host's libstdc++.so.6, as the dynamic loader finds it.</summary>
public static class HostLibrary
{
    private const string FileName = "libstdc++.so.6";
    private const string LoaderCache = "/etc/ld.so.cache";

    private static readonly string[] CommonFolders =
    [
        "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib",
        "/usr/local/lib64", "/usr/local/lib",
    ];

    /// <summary>Its path, or null where there is none.</summary>
    public static string? Find() => First(Candidates());

    /// <summary>The first path that leads to a library for this processor, as the loader passes over those for others.</summary>
    public static string? First(IEnumerable<string> paths)
    {
        foreach (string path in paths)
        {
            if (File.Exists(path) && IsX64(path))
            {
                return path;
            }
        }

        return null;
    }

    /// <summary>Whether a library names a version anywhere: a version that it defines stands in its table of names.</summary>
    public static bool Offers(string path, string version) => Contains(File.ReadAllBytes(path), version);

    /// <summary>Whether a name stands in some bytes as a whole, between two zero bytes.</summary>
    public static bool Contains(byte[] bytes, string name)
    {
        const int Latin1 = 28591;
        return Encoding.GetEncoding(Latin1).GetString(bytes).IndexOf("\0" + name + "\0", StringComparison.Ordinal) >= 0;
    }

    // The loader's own order: LD_LIBRARY_PATH, its cache, its default folders (man 8 ld.so).
    private static IEnumerable<string> Candidates()
    {
        foreach (string folder in (Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") ?? "").Split(':'))
        {
            if (folder.Length > 0)
            {
                yield return Path.Combine(folder, FileName);
            }
        }

        if (File.Exists(LoaderCache))
        {
            // The cache ends in one run of zero-terminated names and paths.
            foreach (string entry in Encoding.ASCII.GetString(File.ReadAllBytes(LoaderCache)).Split('\0'))
            {
                if (entry.EndsWith("/" + FileName, StringComparison.Ordinal))
                {
                    yield return entry;
                }
            }
        }

        foreach (string folder in CommonFolders)
        {
            yield return Path.Combine(folder, FileName);
        }
    }

    private static bool IsX64(string path)
    {
        const int ElfClass = 4;
        const int Machine = 0x12;
        byte[] header = new byte[20];
        using FileStream file = File.OpenRead(path);
        return file.Read(header, 0, header.Length) == header.Length && header[ElfClass] == 2 && header[Machine] == 62;
    }
}
