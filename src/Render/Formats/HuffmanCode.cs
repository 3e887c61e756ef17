namespace AttnExtract.Render.Formats;

/// <summary>
/// A prefix code for symbols by how often they come (Huffman 1952), with codes as deflate numbers them: RFC 1951, 3.2.2.
/// </summary>
internal sealed class HuffmanCode
{
    /// <summary>The longest code that deflate can say.</summary>
    public const int MostBits = 15;

    private readonly byte[] _lengths;
    private readonly ushort[] _codes;

    /// <summary>Makes a code.</summary>
    /// <param name="counts">How often each symbol comes; those that never come get no code, but at least two do.</param>
    public HuffmanCode(ReadOnlySpan<int> counts)
    {
        _lengths = new byte[counts.Length];
        _codes = new ushort[counts.Length];
        int[] weights = counts.ToArray();
        foreach (int symbol in (int[])[0, 1])
        {
            weights[symbol] = Math.Max(1, weights[symbol]);
        }

        // Rarely a code would be too long: it gets shorter as counts get more alike.
        while (!TryMeasure(weights))
        {
            for (int symbol = 0; symbol < weights.Length; symbol++)
            {
                weights[symbol] = (weights[symbol] + 1) / 2;
            }
        }

        Number();
    }

    /// <summary>How many bits the code of each symbol has; 0 for none.</summary>
    public ReadOnlySpan<byte> Lengths => _lengths;

    /// <summary>The codes, their first bit lowest.</summary>
    public ReadOnlySpan<ushort> Codes => _codes;

    private bool TryMeasure(int[] weights)
    {
        PriorityQueue<int, (long Weight, int Order)> open = new();
        List<int> parents = [.. new int[weights.Length]];
        for (int symbol = 0; symbol < weights.Length; symbol++)
        {
            if (weights[symbol] > 0)
            {
                open.Enqueue(symbol, (weights[symbol], symbol));
            }
        }

        while (open.Count > 1)
        {
            open.TryDequeue(out int left, out (long Weight, int Order) first);
            open.TryDequeue(out int right, out (long Weight, int Order) second);
            parents[left] = parents[right] = parents.Count;
            open.Enqueue(parents.Count, (first.Weight + second.Weight, parents.Count));
            parents.Add(0);
        }

        int root = open.Dequeue();
        int[] depths = new int[parents.Count];
        for (int node = root - 1; node >= 0; node--)
        {
            depths[node] = parents[node] > 0 ? depths[parents[node]] + 1 : 0;
        }

        for (int symbol = 0; symbol < weights.Length; symbol++)
        {
            _lengths[symbol] = (byte)Math.Min(depths[symbol], byte.MaxValue);
        }

        return _lengths.Max() <= MostBits;
    }

    private void Number()
    {
        int code = 0;
        for (int length = 1; length <= MostBits; length++)
        {
            for (int symbol = 0; symbol < _lengths.Length; symbol++)
            {
                if (_lengths[symbol] == length)
                {
                    _codes[symbol] = (ushort)(Reversed((uint)code++) >> (32 - length));
                }
            }

            code <<= 1;
        }
    }

    private static uint Reversed(uint code)
    {
        uint reversed = 0;
        for (int bit = 0; bit < 32; bit++)
        {
            reversed |= ((code >> bit) & 1) << (31 - bit);
        }

        return reversed;
    }
}
