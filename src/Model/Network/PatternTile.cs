namespace AttnExtract.Model.Network;

/// <summary>Some rows of one head's attention map, of real tokens only, while they are in the processor's cache.</summary>
/// <param name="text">The text's place in the batch.</param>
/// <param name="head">The head, counted as if none were cut out.</param>
/// <param name="first">The first of the queries.</param>
/// <param name="rows">How many queries there are.</param>
/// <param name="keys">How many keys each looks at, those included that are hidden and weigh 0.</param>
/// <param name="weights">The rows, with gaps between them.</param>
/// <param name="stride">How far apart the rows begin.</param>
public readonly ref struct PatternTile(int text, int head, int first, int rows, int keys, ReadOnlySpan<float> weights, int stride)
{
    private readonly ReadOnlySpan<float> _weights = weights;

    /// <summary>The text's place in the batch.</summary>
    public int Text => text;

    /// <summary>The head, counted as if none were cut out.</summary>
    public int Head => head;

    /// <summary>The first of the queries.</summary>
    public int First => first;

    /// <summary>How many queries there are.</summary>
    public int Rows => rows;

    /// <summary>How many keys each query looks at.</summary>
    public int Keys => keys;

    /// <summary>The weights that one query gives.</summary>
    /// <param name="row">Which of the queries, from 0.</param>
    public ReadOnlySpan<float> this[int row] => _weights.Slice(row * stride, keys);
}
