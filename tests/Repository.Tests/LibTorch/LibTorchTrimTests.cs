using System.Buffers.Binary;
using AttnExtract.Build;

namespace AttnExtract.Repository.Tests.LibTorch;

public sealed class LibTorchTrimTests
{
    private const int Code = 0x1000;
    private const int Data = 0x4f00;
    private const int Table = 0x9000;

    // Code, data behind names that nobody loads, and another segment in the data, as a linker and a tool that moved a table would leave them.
    [Fact]
    public void Apply_keeps_what_is_loaded_and_moves_it_together()
    {
        byte[] file = Sketch();
        byte[] before = [.. file];

        byte[] trimmed = LibTorchTrim.Apply(file)!;

        Assert.Equal(before, file);
        Assert.Equal(0x2000 + 0x200, trimmed.Length);
        Assert.Equal(file[HeadersEnd..Code], trimmed[HeadersEnd..Code]);
        Assert.Equal(file[Data..(Data + 0x80)], trimmed[0x1f00..0x1f80]);
        Assert.Equal(file[Table..(Table + 0x200)], trimmed[0x2000..0x2200]);
        Assert.Equal([(0L, 0L), (0x1f00L, 0x7f00L), (0x1f10L, 0x7f10L), (0x2000L, 0xc000L), (0L, 0L)], Segments(trimmed));
        Assert.Equal(0L, BitConverter.ToInt64(trimmed, 0x28));
        Assert.Equal(0, BitConverter.ToInt32(trimmed, 0x3c));
    }

    [Fact]
    public void Apply_changes_nothing_in_what_is_small_already()
    {
        byte[] once = LibTorchTrim.Apply(Sketch())!;

        Assert.Equal(once, LibTorchTrim.Apply(once));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 1)]
    [InlineData(0x36, 40)]
    [InlineData(0x39, 0xff)]
    public void Apply_refuses_a_file_that_it_does_not_know(int at, byte value)
    {
        byte[] file = Sketch();
        file[at] = value;

        Assert.Null(LibTorchTrim.Apply(file));
        Assert.Null(LibTorchTrim.Apply([]));
        Assert.Null(LibTorchTrim.Apply(file[..63]));
    }

    [Theory]
    [InlineData(1, 0x20L)]
    [InlineData(1, -0x100L)]
    [InlineData(2, 0x3000L)]
    [InlineData(3, 0x9200L)]
    public void Apply_refuses_segments_that_overlap_or_lie_outside(int segment, long offset)
    {
        byte[] file = Sketch();
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(SegmentAt(segment) + 8), offset);

        Assert.Null(LibTorchTrim.Apply(file));
    }

    private static int HeadersEnd => SegmentAt(5);

    private static int SegmentAt(int index) => 64 + (56 * index);

    private static byte[] Sketch()
    {
        byte[] file = new byte[Table + 0x200];
        new Random(1).NextBytes(file);
        file.AsSpan(0, HeadersEnd).Clear();
        "\u007fELF"u8.CopyTo(file);
        (file[4], file[5]) = (2, 1);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(0x20), 64);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(0x28), 0x8000);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(0x36), 56);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(0x38), 5);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(0x3c), 0x50006);
        Segment(file, 0, type: 1, offset: 0, address: 0, size: Code, alignment: 0x1000);
        Segment(file, 1, type: 1, offset: Data, address: 0x7f00, size: 0x80, alignment: 0x1000);
        Segment(file, 2, type: 2, offset: Data + 0x10, address: 0x7f10, size: 0x10, alignment: 8);
        Segment(file, 3, type: 1, offset: Table, address: 0xc000, size: 0x200, alignment: 0x1000);
        Segment(file, 4, type: 0x6474e551, offset: 0, address: 0, size: 0, alignment: 16);
        return file;
    }

    private static void Segment(byte[] file, int index, uint type, long offset, long address, long size, long alignment)
    {
        Span<byte> segment = file.AsSpan(SegmentAt(index));
        BinaryPrimitives.WriteUInt32LittleEndian(segment, type);
        BinaryPrimitives.WriteInt64LittleEndian(segment[8..], offset);
        BinaryPrimitives.WriteInt64LittleEndian(segment[16..], address);
        BinaryPrimitives.WriteInt64LittleEndian(segment[32..], size);
        BinaryPrimitives.WriteInt64LittleEndian(segment[40..], size);
        BinaryPrimitives.WriteInt64LittleEndian(segment[48..], alignment);
    }

    private static IEnumerable<(long Offset, long Address)> Segments(byte[] file) =>
        from index in Enumerable.Range(0, 5)
        select (BitConverter.ToInt64(file, SegmentAt(index) + 8), BitConverter.ToInt64(file, SegmentAt(index) + 16));
}
