// Compiled twice, like LibTorchMend.cs: by the build as an inline task, and by the tests.

#nullable enable

#if !NET
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
#endif

namespace AttnExtract.Build;

#if !NET
/// <summary>The build step: writes a copy without what the loader never reads; see LibTorch.targets.</summary>
public sealed class TrimLibTorch : Microsoft.Build.Utilities.Task
{
    /// <summary>The library as its package ships it; it is never written to.</summary>
    [Microsoft.Build.Framework.Required]
    public string Source { get; set; } = "";

    /// <summary>Where the smaller copy goes; not written where the file is not what the trim knows.</summary>
    [Microsoft.Build.Framework.Required]
    public string Destination { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        File.Delete(Destination);
        byte[]? trimmed = LibTorchTrim.Apply(File.ReadAllBytes(Source));
        if (trimmed == null)
        {
            Log.LogMessage(Microsoft.Build.Framework.MessageImportance.High, "{0} stays as large as it is: its segments are not what the build knows.", Source);
            return true;
        }

        // Written aside and renamed, so that an interrupted build leaves no half library.
        string aside = Destination + ".part";
        File.WriteAllBytes(aside, trimmed);
        File.Move(aside, Destination);
        return true;
    }
}
#endif

/// <summary>
/// Makes a shared library as small as it is when loaded: a loader reads segments alone, and the names of local symbols, a fifth of libtorch_cpu.so,
/// lie between them. Addresses stay; segments move together in the file. Source of the layout: System V ABI (ELF-64 Object File Format 1.5).
/// </summary>
public static class LibTorchTrim
{
    private const int HeaderSize = 64;
    private const int SegmentSize = 56;
    private const uint Load = 1;

    /// <summary>The library without what lies in no segment; null where it is no 64-bit ELF file of little endian whose segments can be moved.</summary>
    public static byte[]? Apply(byte[] file)
    {
        if (file.Length < HeaderSize || BitConverter.ToUInt32(file, 0) != 0x464c457f || file[4] != 2 || file[5] != 1)
        {
            return null;
        }

        long table = BitConverter.ToInt64(file, 0x20);
        int count = BitConverter.ToUInt16(file, 0x38);
        if (BitConverter.ToUInt16(file, 0x36) != SegmentSize || table < HeaderSize || table + ((long)count * SegmentSize) > file.Length)
        {
            return null;
        }

        List<Segment> segments = [];
        for (int i = 0; i < count; i++)
        {
            segments.Add(new Segment(file, (int)table + (i * SegmentSize)));
        }

        List<Segment> loaded = segments.Where(segment => segment.Type == Load).OrderBy(segment => segment.Offset).ToList();
        return Place(loaded, file.Length, table + ((long)count * SegmentSize)) ? Write(file, segments, loaded) : null;
    }

    // Each as near to the one before as its alignment lets it.
    private static bool Place(List<Segment> loaded, long length, long headers)
    {
        long before = 0;
        long end = 0;
        foreach (Segment segment in loaded)
        {
            if (segment.Offset < before || segment.Size < 0 || segment.Size > length - segment.Offset || segment.Alignment < 1)
            {
                return false;
            }

            before = segment.Offset + segment.Size;
            segment.Place = end + ((((segment.Offset - end) % segment.Alignment) + segment.Alignment) % segment.Alignment);
            end = segment.Place + segment.Size;
        }

        return loaded.Count > 0 && loaded[0].Offset == 0 && loaded[0].Size >= headers;
    }

    private static byte[]? Write(byte[] file, List<Segment> segments, List<Segment> loaded)
    {
        Segment last = loaded[loaded.Count - 1];
        byte[] trimmed = new byte[last.Place + last.Size];
        foreach (Segment segment in loaded)
        {
            Array.Copy(file, segment.Offset, trimmed, segment.Place, segment.Size);
        }

        foreach (Segment segment in segments.Where(segment => segment.Size > 0))
        {
            Segment? around = loaded.FirstOrDefault(
                one => one.Offset <= segment.Offset && segment.Offset + segment.Size <= one.Offset + one.Size);
            if (around == null)
            {
                return null;
            }

            BitConverter.GetBytes(segment.Offset - around.Offset + around.Place).CopyTo(trimmed, segment.At + 8);
        }

        // There is no table of sections any more: its place, their number, and which of them holds their names.
        Array.Clear(trimmed, 0x28, 8);
        Array.Clear(trimmed, 0x3c, 4);
        return trimmed;
    }

    private sealed class Segment(byte[] file, int at)
    {
        public int At { get; } = at;

        public uint Type { get; } = BitConverter.ToUInt32(file, at);

        public long Offset { get; } = BitConverter.ToInt64(file, at + 8);

        public long Size { get; } = BitConverter.ToInt64(file, at + 0x20);

        public long Alignment { get; } = BitConverter.ToInt64(file, at + 0x30);

        public long Place { get; set; }
    }
}
