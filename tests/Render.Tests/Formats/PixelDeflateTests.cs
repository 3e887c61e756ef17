using System.IO.Compression;
using AttnExtract.Render.Formats;

namespace AttnExtract.Render.Tests.Formats;

/// <summary>What is deflated pixel by pixel is what an independent reader of RFC 1951 inflates.</summary>
public sealed class PixelDeflateTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 5, 2)]
    [InlineData(300, 40, 1)] // runs longer than a match may be
    [InlineData(1000, 50, 3)]
    [InlineData(1000, 200, 256)] // several blocks
    [InlineData(20_000, 3, 40_000)] // colours farther from each other than the window is wide
    [InlineData(500, 40, 16_000_000)] // hardly a colour twice
    public void Rows_come_back(int width, int height, int colors)
    {
        Random random = new(colors);
        byte[][] palette = [.. Enumerable.Range(0, Math.Min(colors, 100_000)).Select(_ => Color(random))];
        byte[][] rows = [.. Enumerable.Range(0, height).Select(_ =>
            Enumerable.Range(0, width).SelectMany(_ => palette[random.Next(palette.Length)]).ToArray())];
        AssertInflates(rows, isSame: row => row % 5 == 3);
    }

    [Fact]
    public void Runs_come_back()
    {
        Random random = new(1);
        byte[][] palette = [.. Enumerable.Range(0, 20).Select(_ => Color(random))];
        byte[][] rows = [.. Enumerable.Range(0, 60).Select(_ =>
            Enumerable.Range(0, 40).SelectMany(_ => Enumerable.Repeat(palette[random.Next(20)], random.Next(1, 200)).SelectMany(color => color))
                .Take(4000).ToArray())];
        AssertInflates(rows, isSame: _ => false);
    }

    [Fact]
    public void Colours_as_rare_as_Fibonacci_numbers_say_need_codes_that_are_not_too_long()
    {
        List<byte> literals = [];
        (int count, int next) = (1, 1);
        for (byte value = 0; value < 24; value++)
        {
            literals.AddRange(Enumerable.Repeat(value, count));
            (count, next) = (next, count + next);
        }

        int[] counts = new int[286];
        foreach (byte literal in literals)
        {
            counts[literal]++;
        }

        HuffmanCode code = new(counts);

        Assert.InRange(code.Lengths.ToArray().Max(), 12, HuffmanCode.MostBits);
        Assert.Equal(1, code.Lengths.ToArray().Where(length => length > 0).Sum(length => Math.Pow(2, -length)), 1e-12);
        Assert.Equal(code.Lengths[..24].ToArray().OrderDescending(), code.Lengths[..24].ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(258)]
    [InlineData(259)]
    [InlineData(260)]
    [InlineData(261)]
    [InlineData(600)]
    public void A_row_like_the_one_above_is_no_difference(int length)
    {
        using PixelDeflate deflate = new(length + 1);
        deflate.AddSame(2, length);
        deflate.End(isLast: true);

        Assert.Equal([2, .. new byte[length]], Inflated(deflate.Output));
    }

    private static void AssertInflates(byte[][] rows, Func<int, bool> isSame)
    {
        using PixelDeflate first = new(rows.Sum(row => row.Length));
        using PixelDeflate second = new(rows.Sum(row => row.Length));
        List<byte> expected = [];
        foreach (PixelDeflate deflate in (PixelDeflate[])[first, second])
        {
            foreach ((int index, byte[] row) in rows.Index())
            {
                if (isSame(index))
                {
                    deflate.AddSame(2, row.Length / 4 * 3);
                    expected.AddRange([2, .. new byte[row.Length / 4 * 3]]);
                    continue;
                }

                deflate.AddRow(0, row);
                expected.Add(0);
                expected.AddRange(row.Where((_, i) => i % 4 != 3));
            }

            deflate.End(isLast: deflate == second);
        }

        byte[] both = [.. first.Output.Span, .. second.Output.Span];
        Assert.Equal(expected, Inflated(both));
    }

    private static byte[] Inflated(ReadOnlyMemory<byte> deflated)
    {
        using DeflateStream inflate = new(new MemoryStream(deflated.ToArray()), CompressionMode.Decompress);
        using MemoryStream bytes = new();
        inflate.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static byte[] Color(Random random) => [(byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256), 255];
}
