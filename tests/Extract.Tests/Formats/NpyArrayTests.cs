using System.Runtime.InteropServices;
using System.Text;
using AttnExtract.Extract.Formats;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Tests.Formats;

public sealed class NpyArrayTests
{
    private const string Types = "|b1, |u1, |i1, <u2, <i2, <u4, <i4, <u8, <i8, <f2, <f4, <f8 and <U (text).";

    private const string NoHeader = "is damaged, or its values are not plain: its .npy header must give 'descr' a type, "
        + "'fortran_order' a truth value and 'shape' the lengths of the axes.";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Read_reads_every_version(byte version)
    {
        byte[] values = Bytes<float>(1, -0f, float.NaN, 4);

        NpyArray array = Read(Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1, 2), }", values, version));

        Assert.Equal([2, 1, 2], array.Shape);
        Assert.Equal([1, -0f, float.NaN, 4], array.ToSingles());
        Assert.Equal([1, -0.0, double.NaN, 4], array.ToDoubles());
    }

    [Fact]
    public void Read_reads_every_type()
    {
        Reads("|b1", Bytes<byte>(1, 0, 1), 1, 0, 1);
        Reads("<b1", Bytes<byte>(1, 0, 1), 1, 0, 1);
        Reads("|u1", Bytes<byte>(255, 0, 1), 255, 0, 1);
        Reads("|i1", Bytes<sbyte>(-128, 0, 127), -128, 0, 127);
        Reads("<u2", Bytes<ushort>(65535, 0, 1), 65535, 0, 1);
        Reads("<i2", Bytes<short>(-32768, 0, 1), -32768, 0, 1);
        Reads("<u4", Bytes<uint>(uint.MaxValue, 0, 1), uint.MaxValue, 0, 1);
        Reads("<i4", Bytes<int>(int.MinValue, 0, 1), int.MinValue, 0, 1);
        Reads("<u8", Bytes<ulong>(1UL << 63, 0, 1), 9223372036854775808, 0, 1);
        Reads("<i8", Bytes<long>(-3, 0, 1), -3, 0, 1);
        Reads("<f2", Bytes<Half>((Half)0.5f, Half.Epsilon, (Half)(-2)), 0.5, Math.ScaleB(1, -24), -2);
        Reads("<f8", Bytes<double>(0.1, 1e300, -0.0), 0.1, 1e300, -0.0);
    }

    [Fact]
    public void Read_turns_numbers_whose_highest_byte_comes_first()
    {
        Reads(">i2", [0x80, 0, 0, 1, 0, 2], -32768, 1, 2);
        Reads(">f4", [0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0], 1, -2, 0);
        Reads(">f8", [0x3f, 0xe0, .. new byte[22]], 0.5, 0, 0);
        Reads(">u8", [0, 0, 0, 0, 0, 0, 1, 2, .. new byte[16]], 258, 0, 0);
    }

    [Theory]
    [InlineData("[('a', '<f4'), ('b', '<i8')]", "a, b")]
    [InlineData("[('a', '<f4', (2,))]", "a")]
    public void A_structured_array_is_told_apart_from_a_damaged_one(string type, string fields) => Assert.Equal(
        $"'x' is a structured array of the fields {fields}; save one of them by itself: numpy.save(path, array['a']).",
        Assert.Throws<AttnExtractException>(
            () => Read(Npy($"{{'descr': {type}, 'fortran_order': False, 'shape': (1,), }}", new byte[12]))).Message);

    [Fact]
    public void Read_takes_the_fields_in_any_order_and_Python_2_numbers()
    {
        NpyArray array = Read(Npy("{'shape':(2L,),'descr':'|u1','fortran_order':False}\n", [3, 4]));

        Assert.Equal([2], array.Shape);
        Assert.Equal([3, 4], array.ToSingles());
    }

    [Fact]
    public void Read_brings_a_transposed_array_into_row_major_order()
    {
        // The value at [i, j, k] is 100 i + 10 j + k, first axis fastest.
        byte[] values = [.. from k in Enumerable.Range(0, 2) from j in Enumerable.Range(0, 3) from i in Enumerable.Range(0, 2)
            select (byte)((100 * i) + (10 * j) + k)];

        NpyArray array = Read(Npy("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3, 2), }", values));

        Assert.Equal([0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121], array.ToSingles());
        Assert.Equal([0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121], array.ToDoubles());
    }

    [Fact]
    public void Read_reads_one_text()
    {
        byte[] padded = [.. Encoding.UTF32.GetBytes("é𝄞"), .. new byte[8]];

        Assert.Equal("é𝄞", Read(Npy("{'descr': '<U4', 'fortran_order': False, 'shape': (), }", padded)).ToText());
    }

    [Fact]
    public void Write_writes_what_numpy_writes()
    {
        using MemoryStream numbers = new();
        NpyArray.Write(numbers, [1, 2], [1, 2]);
        using MemoryStream text = new();
        NpyArray.Write(text, "é𝄞");

        // Numbers begin at a multiple of 64 bytes.
        string ofNumbers = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }".PadRight(117) + "\n";
        string ofText = "{'descr': '<U2', 'fortran_order': False, 'shape': (), }".PadRight(117) + "\n";
        Assert.Equal(Npy(ofNumbers, Bytes<float>(1, 2)), numbers.ToArray());
        Assert.Equal(Npy(ofText, Encoding.UTF32.GetBytes("é𝄞")), text.ToArray());
    }

    [Theory]
    [InlineData("{'descr': '>c8', 'fortran_order': False, 'shape': (1,), }", "has the type '>c8'; read are " + Types)]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "has the type '|O'; read are " + Types)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'fortran_order': False, }", NoHeader)]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (1,), }", NoHeader)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", NoHeader)]
    [InlineData("__import__('os')", NoHeader)]
    [InlineData("", NoHeader)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,,), }", "is damaged: its shape (1,,) cannot be.")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (,), }", "is damaged: its shape (,) cannot be.")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483648,), }", "is damaged: its shape (2147483648,) cannot be.")]
    [InlineData(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2000000000, 2000000000, 3), }",
        "is damaged: its shape (2000000000, 2000000000, 3) cannot be.")]
    [InlineData(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }",
        "is damaged: 8 bytes of data belong to its shape [2] and type '<f4', but 4 are there.")]
    public void Read_says_what_is_wrong(string dictionary, string what) => Refuses(Npy(dictionary, new byte[4]), $"'x' {what}");

    [Fact]
    public void Read_says_what_is_wrong_with_the_beginning()
    {
        byte[] good = Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", new byte[4]);

        Refuses([], "'x' is cut off.");
        Refuses(good[..7], "'x' is cut off.");
        Refuses(good[..30], "'x' is cut off.");
        Refuses([.. "PK"u8, .. good[2..]], "'x' is not an .npy array of version 1, 2 or 3.");
        Refuses([.. good[..6], 4, .. good[7..]], "'x' is not an .npy array of version 1, 2 or 3.");
        Refuses([.. good[..6], 2, 0, 0, 0, 0, 1], "'x' is damaged: its .npy header has 16777216 bytes, and at most 10000 are allowed.");
    }

    [Fact]
    public void Numbers_are_no_text_and_text_is_no_number()
    {
        NpyArray number = Read(Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", new byte[4]));
        NpyArray text = Read(Npy("{'descr': '<U1', 'fortran_order': False, 'shape': (), }", [0, 0xd8, 0, 0]));

        Assert.Equal("'x' must be one text, but has type '<f4' and 1 values.", Assert.Throws<AttnExtractException>(number.ToText).Message);
        Assert.Equal("'x' must be numbers, but has type '<U1'.", Assert.Throws<AttnExtractException>(text.ToSingles).Message);
        Assert.Equal("'x' is damaged: its text is not Unicode.", Assert.Throws<AttnExtractException>(text.ToText).Message);
    }

    private static void Reads(string type, byte[] bytes, params double[] values)
    {
        NpyArray array = Read(Npy($"{{'descr': '{type}', 'fortran_order': False, 'shape': (3,), }}", bytes));

        Assert.Equal(values, array.ToDoubles());
        Assert.Equal(values.Select(value => (float)value), array.ToSingles());
    }

    private static void Refuses(byte[] bytes, string message) =>
        Assert.Equal(message, Assert.Throws<AttnExtractException>(() => Read(bytes)).Message);

    private static NpyArray Read(byte[] bytes) => NpyArray.Read(new MemoryStream(bytes), bytes.Length, "'x'");

    private static byte[] Npy(string dictionary, byte[] values, byte version = 1) =>
    [
        0x93, .. "NUMPY"u8, version, 0, (byte)dictionary.Length, 0, .. version == 1 ? Array.Empty<byte>() : new byte[2],
        .. Encoding.ASCII.GetBytes(dictionary), .. values,
    ];

    private static byte[] Bytes<T>(params ReadOnlySpan<T> values)
        where T : unmanaged => MemoryMarshal.AsBytes(values).ToArray();
}
