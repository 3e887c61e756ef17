namespace AttnExtract.Render.Formats;

/// <summary>The checksum at the end of zlib's format (RFC 1950).</summary>
/// <param name="Sum">One and the sum of the bytes.</param>
/// <param name="SumOfSums">The sum of what that was after each byte.</param>
internal readonly record struct Adler32(uint Sum, uint SumOfSums)
{
    private const uint Modulus = 65521;

    // So many bytes fit into 32 bits before the rest has to be taken.
    private const int MostBytes = 5552;

    /// <summary>Of no bytes.</summary>
    public static readonly Adler32 Empty = new(1, 0);

    /// <summary>As it is written.</summary>
    public uint Value => (SumOfSums << 16) | Sum;

    /// <summary>Of these bytes and more.</summary>
    public Adler32 With(ReadOnlySpan<byte> bytes)
    {
        (uint sum, uint sums) = (Sum, SumOfSums);
        for (ReadOnlySpan<byte> rest = bytes; rest.Length > 0; rest = rest[Math.Min(rest.Length, MostBytes)..])
        {
            foreach (byte one in rest[..Math.Min(rest.Length, MostBytes)])
            {
                sum += one;
                sums += sum;
            }

            (sum, sums) = (sum % Modulus, sums % Modulus);
        }

        return new(sum, sums);
    }

    /// <summary>Of these bytes and others that follow.</summary>
    /// <param name="following">Of the others.</param>
    /// <param name="length">How many those are.</param>
    public Adler32 Then(Adler32 following, int length)
    {
        ulong sums = SumOfSums + following.SumOfSums + ((ulong)length % Modulus * (Sum + Modulus - 1));
        return new((Sum + following.Sum + Modulus - 1) % Modulus, (uint)(sums % Modulus));
    }
}
