using AttnExtract.Ground;

namespace AttnExtract.Extract.Tests.Ground;

/// <summary>Bytes that move to a passing file are the same bytes, wherever they are written and read.</summary>
public sealed class SpillingStreamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(1000)]
    public void It_is_as_if_all_were_in_memory(int most)
    {
        Random random = new(most);
        using SpillingStream stream = new(most);
        using MemoryStream plain = new();
        for (int i = 0; i < 200; i++)
        {
            byte[] some = new byte[random.Next(12)];
            random.NextBytes(some);
            foreach (Stream one in (Stream[])[stream, plain])
            {
                one.Write(some);
            }

            if (i % 20 == 0)
            {
                stream.Position = plain.Position = random.Next((int)plain.Length);
            }
        }

        Assert.Equal(plain.Length, stream.Length);
        Assert.Equal(plain.Position, stream.Position);
        stream.SetLength(plain.Length - 3);
        byte[] read = new byte[stream.Length];
        stream.Position = 0;
        stream.ReadExactly(read);
        Assert.Equal(plain.ToArray()[..^3], read);
        Assert.Equal(0, stream.Read(read));
    }
}
