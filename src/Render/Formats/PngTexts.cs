using System.Buffers.Binary;
using System.Text;

namespace AttnExtract.Render.Formats;

/// <summary>Reads the texts that a PNG file carries.</summary>
internal static class PngTexts
{
    private const int SignatureLength = 8;

    // Length and type before a chunk's data, checksum after it.
    private const int ChunkHead = 8;
    private const int ChunkTail = 4;

    // Between keyword and text: 0, not compressed (0, 0), no language (0), no translated keyword (0).
    private const int BeforeText = 5;

    /// <summary>The international text under a keyword; null where the file has none, or is no PNG.</summary>
    public static string? Find(ReadOnlySpan<byte> png, string keyword)
    {
        byte[] start = [.. Encoding.Latin1.GetBytes(keyword), 0, 0, 0, 0, 0];
        for (int at = SignatureLength; at + ChunkHead + ChunkTail <= png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png[at..]);
            if (length < 0 || length > png.Length - at - ChunkHead - ChunkTail)
            {
                return null;
            }

            ReadOnlySpan<byte> data = png.Slice(at + ChunkHead, length);
            if (png.Slice(at + 4, 4).SequenceEqual("iTXt"u8) && data.StartsWith(start))
            {
                return Encoding.UTF8.GetString(data[(keyword.Length + BeforeText)..]);
            }

            at += ChunkHead + length + ChunkTail;
        }

        return null;
    }
}
