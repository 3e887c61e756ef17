namespace AttnExtract.Extract.Measures;

/// <summary>
/// The largest flow through layers of n nodes in which every node of one layer is connected with every node of the next:
/// Dinic 1970 with the layers' own matrices for its graph. A search ends as soon as what leaves the source, or what can enter
/// the sink, is used up, which for attention is nearly always after the first round.
/// </summary>
internal sealed class LayeredFlow
{
    private const int Unreached = int.MaxValue;

    private readonly long[][] _capacities; // [level][upper × lower]
    private readonly long[][] _flows; // [level][upper × lower]
    private readonly int[] _distances; // [node]
    private readonly int[] _next; // [node]: the first connection that may still carry something
    private readonly int[] _queue; // [node]
    private readonly int _n;
    private readonly int _top;

    /// <summary>Reserves what a search needs.</summary>
    /// <param name="capacities">[level][upper × lower], the lowest level first.</param>
    /// <param name="n">How many nodes there are between two levels.</param>
    public LayeredFlow(ReadOnlyMemory<long[]> capacities, int n)
    {
        _capacities = capacities.ToArray();
        _flows = [.. _capacities.Select(level => new long[level.Length])];
        _n = n;
        _top = _capacities.Length * n;
        _distances = new int[_top + n];
        _next = new int[_top + n];
        _queue = new int[_top + n];
    }

    /// <summary>The largest flow from a node above the highest level to one below the lowest.</summary>
    public long Largest(int source, int sink)
    {
        long limit = Math.Min(Leaving(source), Entering(sink));
        foreach (long[] level in _flows)
        {
            Array.Clear(level);
        }

        long total = 0;
        while (total < limit && MeasureDistances(sink, _top + source))
        {
            Array.Clear(_next);
            long pushed;
            while (total < limit && (pushed = Push(_top + source, sink, limit - total)) > 0)
            {
                total += pushed;
            }
        }

        return total;
    }

    private long Leaving(int source)
    {
        long sum = 0;
        foreach (long capacity in _capacities[^1].AsSpan(source * _n, _n))
        {
            sum += capacity;
        }

        return sum;
    }

    private long Entering(int sink)
    {
        long sum = 0;
        for (int upper = 0; upper < _n; upper++)
        {
            sum += _capacities[0][(upper * _n) + sink];
        }

        return sum;
    }

    /// <summary>The distance of every node from the sink along connections that can still carry something.</summary>
    /// <returns>Whether the source is reached.</returns>
    private bool MeasureDistances(int sink, int source)
    {
        Array.Fill(_distances, Unreached);
        _distances[sink] = 0;
        _queue[0] = sink;
        int count = 1;
        for (int head = 0; head < count; head++)
        {
            int node = _queue[head];
            (int level, int place) = (node / _n, node % _n);
            for (int other = 0; other < _n; other++)
            {
                // From above there comes what is not used yet; from below, what is used can be taken back.
                if (level < _flows.Length && _distances[node + _n - place + other] == Unreached)
                {
                    int at = (other * _n) + place;
                    Reach(node + _n - place + other, _capacities[level][at] - _flows[level][at]);
                }

                if (level > 0 && _distances[node - _n - place + other] == Unreached)
                {
                    Reach(node - _n - place + other, _flows[level - 1][(place * _n) + other]);
                }
            }

            void Reach(int next, long room)
            {
                if (room > 0)
                {
                    _distances[next] = _distances[node] + 1;
                    _queue[count++] = next;
                }
            }
        }

        return _distances[source] != Unreached;
    }

    /// <summary>Pushes along one shortest way, from a node to the sink.</summary>
    /// <returns>How much arrived; 0 where there is no way left.</returns>
    private long Push(int node, int sink, long available)
    {
        if (node == sink)
        {
            return available;
        }

        (int level, int place) = (node / _n, node % _n);
        for (; _next[node] < 2 * _n; _next[node]++)
        {
            bool isDown = _next[node] < _n;
            int other = isDown ? _next[node] : _next[node] - _n;
            if (isDown ? level == 0 : level == _flows.Length)
            {
                continue;
            }

            int next = isDown ? node - _n - place + other : node + _n - place + other;
            if (_distances[next] != _distances[node] - 1)
            {
                continue;
            }

            int at = isDown ? (place * _n) + other : (other * _n) + place;
            long[] flows = _flows[isDown ? level - 1 : level];
            long room = isDown ? _capacities[level - 1][at] - flows[at] : flows[at];
            long pushed = room == 0 ? 0 : Push(next, sink, Math.Min(available, room));
            if (pushed > 0)
            {
                flows[at] += isDown ? pushed : -pushed;
                return pushed;
            }
        }

        return 0;
    }
}
