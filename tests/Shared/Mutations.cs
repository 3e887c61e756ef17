namespace AttnExtract.Testing;

/// <summary>Damaged copies of a good file, the same ones every time.</summary>
internal static class Mutations
{
    // Bytes that mean something to a parser hit more branches than random ones.
    private static ReadOnlySpan<byte> Telling => "\0\u0001\u007f{}[]\":,-0129.eE\\/'()tnf \n"u8;

    /// <summary>How many copies to try: <paramref name="usual"/>, or what <c>ATTN_FUZZ</c> says for a longer run.</summary>
    public static int Count(int usual) => int.TryParse(Environment.GetEnvironmentVariable("ATTN_FUZZ"), out int longer) ? longer : usual;

    /// <summary>Copies with up to eight changes each: bytes replaced, flipped, cut out, doubled, moved, or the end cut off.</summary>
    /// <param name="original">The good file.</param>
    /// <param name="count">How many copies.</param>
    /// <param name="head">How many bytes at the front get half of the changes, since most of a file's structure lies there.</param>
    public static IEnumerable<byte[]> Of(byte[] original, int count, int head)
    {
        for (int seed = 0; seed < count; seed++)
        {
            Random random = new(seed);
            List<byte> bytes = [.. original];
            for (int change = random.Next(1, 9); change > 0 && bytes.Count > 0; change--)
            {
                int at = random.Next(random.Next(2) == 0 ? Math.Min(head, bytes.Count) : bytes.Count);
                int length = Math.Min(random.Next(1, 17), bytes.Count - at);
                switch (random.Next(8))
                {
                    case 0:
                        bytes[at] ^= (byte)(1 << random.Next(8));
                        break;
                    case 1:
                        bytes[at] = (byte)random.Next(256);
                        break;
                    case 2 or 3:
                        bytes[at] = Telling[random.Next(Telling.Length)];
                        break;
                    case 4:
                        bytes.RemoveRange(at, length);
                        break;
                    case 5:
                        bytes.InsertRange(at, bytes.GetRange(at, length));
                        break;
                    case 6:
                        bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                        break;
                    default:
                        bytes.RemoveRange(bytes.Count - length, length);
                        break;
                }
            }

            yield return [.. bytes];
        }
    }
}
