namespace AttnExtract.Bench;

/// <summary>Streams through memory on one core until it is ended: what another program on the same machine does to ours.</summary>
internal static class MemoryTraffic
{
    public const string Name = "traffic";

    // Far more than any cache holds.
    private const int Length = 1 << 28;

    public static void Run()
    {
        byte[] from = new byte[Length];
        byte[] to = new byte[Length];
        Console.WriteLine("streaming");
        while (true)
        {
            from.CopyTo(to, 0);
            (from, to) = (to, from);
        }
    }
}
