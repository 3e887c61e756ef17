using System.Buffers.Binary;
using System.Text;

namespace AttnExtract.Model.Tests.Weights;

/// <summary>Safetensors files made by hand, right or wrong on purpose.</summary>
internal static class SafetensorsBytes
{
    /// <summary>The header's length, the header, and so many bytes 0, 1, 2, … of data.</summary>
    public static byte[] Of(string header, int dataLength)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        return [.. Prefix(json.Length), .. json, .. Enumerable.Range(0, dataLength).Select(i => (byte)i)];
    }

    /// <summary>The eight bytes that a file begins with.</summary>
    public static byte[] Prefix(long headerLength)
    {
        byte[] prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, headerLength);
        return prefix;
    }
}
