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

    /// <summary>The numbers of a block, and whether they have 16 bits.</summary>
    public (float[] Numbers, bool AreShort) Block(int block, int rows, int columns)
    {
        int? top = Catalog.GetProperty("texts").EnumerateArray().SelectMany(text => text.GetProperty("maps").EnumerateArray())
            .SelectMany(maps => maps.GetProperty("blocks").EnumerateArray().Zip(maps.GetProperty("tops").EnumerateArray()))
            .Where(pair => pair.First.GetInt32() == block)
            .Select(pair => pair.Second.ValueKind == JsonValueKind.Null ? (int?)null : pair.Second.GetInt32()).Single();
        byte[] packed = Inflated(Bytes(Data($"block-{block}")));
        int shift = top is null ? 0 : 2;
        int[] next = new int[3 * (256 >> shift)];
        int start = next.Length * 4;
        for (int context = 0; context < next.Length; context++)
        {
            next[context] = start;
            start += BinaryPrimitives.ReadInt32LittleEndian(packed.AsSpan(context * 4));
        }

        int count = start - (next.Length * 4);
        byte[] first = new byte[count];
        for (int i = 0; i < count; i++)
        {
            int above = i % (rows * columns) < columns ? 0 : first[i - columns];
            int before = i % columns == 0 ? 0 : first[i - 1];
            first[i] = packed[next[(2 * (above >> shift)) + (before >> shift)]++];
        }

        float[] numbers = new float[count];
        (int large, int small) = (start, start + first.Count(one => one >= 192));
        for (int i = 0; i < count; i++)
        {
            int Plane(int plane) => packed[start + (plane * count) + i];
            numbers[i] = top is { } exponent ? Short(first[i], packed[first[i] >= 192 ? large++ : small++], exponent)
                : BitConverter.Int32BitsToSingle((first[i] << 24) | (Plane(0) << 16) | (Plane(1) << 8) | Plane(2));
        }

        return (numbers, top is not null);
    }

    private static float Short(int first, int second, int top) => (float)(Math.Pow(2, top) * ((first, second) switch
    {
        (0, 0) => 0,
        (255, 255) => double.NaN,
        ( >= 192, _) => (1 + ((((first & 3) << 8) | second) / 1024.0)) * Math.Pow(2, ((first - 192) >> 2) - 15),
        _ => (1 + (second / 32.0)) * Math.Pow(2, first - 207),
    }));

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
