namespace AttnExtract.Render.Viewer;

/// <summary>
/// Bytes as the 96 characters that a page can carry anywhere: what ASCII prints but <c>&lt;</c>, tabs and line breaks. Base64 makes them a third longer, this
/// by 22 %. Two characters are a number below 96²; it holds 13 bits, or 14 where these are below 96² − 2¹³.
/// </summary>
internal static class PrintableBytes
{
    private const int Letters = 96;
    private const int Bits = 13;

    // So many numbers of 13 bits have room for another bit.
    private const int Longer = (Letters * Letters) - (1 << Bits);

    /// <summary>Writes how many bytes there are (32 bits, little-endian) and the bytes as characters, each one byte.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> content)
    {
        byte[] bytes = [.. BitConverter.GetBytes(content.Length), .. content];
        byte[] text = new byte[((bytes.Length * 8 / Bits) + 2) * 2];
        int length = 0;
        uint waiting = 0;
        int held = 0;
        foreach (byte one in bytes)
        {
            waiting |= (uint)one << held;
            held += 8;
            if (held > Bits)
            {
                (uint number, int taken) = Next(waiting);
                Put(number);
                waiting >>= taken;
                held -= taken;
            }
        }

        if (held > 0)
        {
            Put(Next(waiting).Number);
        }

        return text[..length];

        void Put(uint number)
        {
            text[length++] = Letter(number % Letters);
            text[length++] = Letter(number / Letters);
        }
    }

    private static (uint Number, int Taken) Next(uint waiting)
    {
        uint number = waiting & ((1 << Bits) - 1);
        return number < Longer ? (number | (waiting & (1 << Bits)), Bits + 1) : (number, Bits);
    }

    // From the space on in the order of ASCII; the tab stands for '<', and the line break for what comes after '~'.
    private static byte Letter(uint digit) => (digit + ' ') switch
    {
        '<' => (byte)'\t',
        0x7F => (byte)'\n',
        uint code => (byte)code,
    };
}
