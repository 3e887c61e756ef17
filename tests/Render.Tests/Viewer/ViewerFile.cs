using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AttnExtract.Render.Tests.Viewer;

/// <summary>A viewer's file, read back by its description alone.</summary>
internal sealed partial class ViewerFile(byte[] bytes)
{
    // The characters in the order of their values.
    private static readonly string Letters =
        string.Concat(Enumerable.Range(' ', 95).Select(code => (char)code)).Replace('<', '\t') + '\n';

    public string Html { get; } = Encoding.UTF8.GetString(bytes);

    public JsonElement Catalog => JsonDocument.Parse(Data("catalog")).RootElement;

    public string Data(string id) => Regex.Match(Html, $"<script type=\"text/plain\" id=\"{id}\">([^<]*)</script>").Groups[1].Value;

    public string Policy => PolicyTag.Match(Html).Groups[1].Value;

    /// <summary>The numbers of a block of half precision.</summary>
    public float[] Halves(int block, int rows, int columns)
    {
        byte[] packed = Inflated(Bytes(Data($"block-{block}")));
        const int Contexts = 192;
        int[] next = new int[Contexts];
        int start = Contexts * 4;
        for (int context = 0; context < Contexts; context++)
        {
            next[context] = start;
            start += BinaryPrimitives.ReadInt32LittleEndian(packed.AsSpan(context * 4));
        }

        int count = start - (Contexts * 4);
        byte[] first = new byte[count];
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++)
        {
            int above = i % (rows * columns) < columns ? 0 : first[i - columns];
            int before = i % columns == 0 ? 0 : first[i - 1];
            first[i] = packed[next[(2 * (above >> 2)) + (before >> 2)]++];
            numbers[i] = (float)BitConverter.UInt16BitsToHalf((ushort)((first[i] << 8) | packed[start + i]));
        }

        return numbers;
    }

    /// <summary>What was deflated and written as characters.</summary>
    public static byte[] Inflated(byte[] deflated)
    {
        using DeflateStream stream = new(new MemoryStream(deflated), CompressionMode.Decompress);
        using MemoryStream inflated = new();
        stream.CopyTo(inflated);
        return inflated.ToArray();
    }

    /// <summary>The bytes of characters: pairs of digits to 96, of 13 bits, or 14 where these are below 1024.</summary>
    public static byte[] Bytes(string text)
    {
        List<byte> read = [];
        int waiting = 0;
        int held = 0;
        for (int i = 0; i + 1 < text.Length; i += 2)
        {
            int number = Letters.IndexOf(text[i]) + (96 * Letters.IndexOf(text[i + 1]));
            waiting |= number << held;
            held += (number & 8191) < 1024 ? 14 : 13;
            for (; held >= 8; held -= 8, waiting >>= 8)
            {
                read.Add((byte)waiting);
            }
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(read.Take(4).ToArray());
        return [.. read.Skip(4).Take(length)];
    }

    [GeneratedRegex("<meta http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\">")]
    private static partial Regex PolicyTag { get; }
}
