using System.Runtime.CompilerServices;

namespace AttnExtract.Model.Text.Characters;

/// <summary>
/// A prefix tree over UTF-16 units with a number at some nodes. Edges lie in one open-addressed table, so building is one
/// pass and a step is about one memory access, however large the vocabulary.
/// </summary>
internal sealed class CharTrie
{
    /// <summary>The empty prefix.</summary>
    public const int Root = 0;

    private Edge[] _edges;
    private int[] _values;
    private int _nodeCount = 1;
    private int _shift;

    /// <param name="expectedNodes">About how many different prefixes there will be.</param>
    public CharTrie(int expectedNodes = 16)
    {
        int bits = int.Log2(Math.Max(expectedNodes, 16)) + 2;
        _edges = new Edge[1 << bits];
        _shift = 32 - bits;
        _values = new int[expectedNodes + 1];
        _values[Root] = -1;
    }

    /// <summary>The node one unit below <paramref name="node"/>, or -1.</summary>
    public int Step(int node, char unit)
    {
        Edge[] edges = _edges;
        for (int slot = Slot(node, unit); ; slot++)
        {
            ref Edge edge = ref edges[slot & (edges.Length - 1)];
            if (edge.Child == 0)
            {
                return -1;
            }

            if (edge.Parent == node && edge.Unit == unit)
            {
                return edge.Child;
            }
        }
    }

    /// <summary>The node below <paramref name="node"/> along <paramref name="text"/>, or -1.</summary>
    public int Walk(int node, ReadOnlySpan<char> text)
    {
        foreach (char unit in text)
        {
            node = Step(node, unit);
            if (node < 0)
            {
                break;
            }
        }

        return node;
    }

    /// <summary>The number at <paramref name="node"/>, or -1.</summary>
    public int ValueAt(int node) => _values[node];

    /// <summary>The number of exactly <paramref name="text"/>, or -1.</summary>
    public int ValueOf(ReadOnlySpan<char> text) => Walk(Root, text) is >= 0 and int node ? _values[node] : -1;

    /// <summary>Gives <paramref name="text"/> a number of at least 0 and returns the one it had, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Set(ReadOnlySpan<char> text, int value)
    {
        int node = Root;
        foreach (char unit in text)
        {
            int slot = Slot(node, unit);
            while (true)
            {
                ref Edge edge = ref _edges[slot & (_edges.Length - 1)];
                if (edge.Child == 0)
                {
                    edge = new Edge(node, unit, NewNode());
                    node = _nodeCount - 1;
                    break;
                }

                if (edge.Parent == node && edge.Unit == unit)
                {
                    node = edge.Child;
                    break;
                }

                slot++;
            }

            if (_nodeCount * 2 > _edges.Length)
            {
                Grow();
            }
        }

        int before = _values[node];
        _values[node] = value;
        return before;
    }

    private int NewNode()
    {
        if (_nodeCount == _values.Length)
        {
            Array.Resize(ref _values, 2 * _nodeCount);
        }

        _values[_nodeCount] = -1;
        return _nodeCount++;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Grow()
    {
        Edge[] old = _edges;
        _edges = new Edge[2 * old.Length];
        _shift--;
        foreach (Edge edge in old)
        {
            if (edge.Child != 0)
            {
                int slot = Slot(edge.Parent, edge.Unit);
                while (_edges[slot & (_edges.Length - 1)].Child != 0)
                {
                    slot++;
                }

                _edges[slot & (_edges.Length - 1)] = edge;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Slot(int node, char unit) => (int)((((uint)node * 0x9E3779B1u) ^ (unit * 0x85EBCA6Bu)) * 0xC2B2AE35u >> _shift);

    /// <param name="Parent">Node above.</param>
    /// <param name="Unit">The unit on the edge.</param>
    /// <param name="Child">Node below; 0 in an empty slot, as nothing leads to the root.</param>
    private readonly record struct Edge(int Parent, char Unit, int Child);
}
