using System.Collections.Immutable;
using AttnExtract.Extract.Surveys.Corpora;

namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>
/// Reads the maps of all heads of one text, some rows at a time so that those of all heads stay in the processor's cache:
/// statistics of each head, and divergences of every two. The memory is used again for the next text.
/// </summary>
internal sealed class HeadScan
{
    // How many numbers of one map are read at a time.
    private const int TileSize = 1024;

    private readonly MapSums[] _sums;
    private readonly ImmutableArray<Func<MapSums, TokenLayout, double>> _readings;
    private float[] _tile = [];

    /// <summary>Reserves what a text needs.</summary>
    /// <param name="maps">How many maps a text has.</param>
    /// <param name="readings">What is read of each.</param>
    public HeadScan(int maps, ImmutableArray<Func<MapSums, TokenLayout, double>> readings)
    {
        _readings = readings;
        _sums = [.. Enumerable.Range(0, maps).Select(_ => new MapSums())];
    }

    /// <summary>How many pairs so many heads make.</summary>
    public static int PairCount(int heads) => heads * (heads - 1) / 2;

    /// <summary>Reads one text of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="text">The text's place in it.</param>
    /// <param name="layout">Where its tokens stand.</param>
    /// <param name="values">What comes out: [reading, layer × head]</param>
    /// <param name="divergences">What comes out: the Jensen–Shannon divergences (nats) of heads 0 and 1, 0 and 2, …, 1 and 2, …</param>
    public void Read<T>(MapBatch<T> batch, int text, TokenLayout layout, Span<double> values, Span<double> divergences)
    {
        (int queries, int keys) = (layout.QueryCount, layout.Length);
        foreach (MapSums sums in _sums)
        {
            sums.Clear(keys);
        }

        divergences.Clear();
        int rows = Math.Max(1, TileSize / keys);
        for (int first = 0; first < queries; first += rows)
        {
            ReadTile(batch, text, layout, first, Math.Min(first + rows, queries), divergences);
        }

        // Means over rows of H(m) − ½H(p) − ½H(q); Lin 1991. Rounding must not make the distance of like heads negative.
        int pair = 0;
        for (int left = 0; left < _sums.Length; left++)
        {
            for (int right = left + 1; right < _sums.Length; right++)
            {
                double halves = (_sums[left].WeightTimesLog + _sums[right].WeightTimesLog) / 2;
                divergences[pair] = Math.Max(0, (halves - divergences[pair]) / queries);
                pair++;
            }
        }

        foreach ((int reading, Func<MapSums, TokenLayout, double> of) in _readings.Index())
        {
            for (int map = 0; map < _sums.Length; map++)
            {
                values[(reading * _sums.Length) + map] = of(_sums[map], layout);
            }
        }
    }

    private void ReadTile<T>(MapBatch<T> batch, int text, TokenLayout layout, int first, int end, Span<double> meanSums)
    {
        int n = layout.Length;
        int stride = ((end - first) * n + EntropySums.Width - 1) / EntropySums.Width * EntropySums.Width;
        if (_tile.Length < stride * _sums.Length)
        {
            _tile = new float[stride * _sums.Length];
        }

        int heads = batch.Layers[0].Shape[1];
        for (int map = 0; map < _sums.Length; map++)
        {
            Span<float> tile = _tile.AsSpan(map * stride, stride);
            for (int query = first; query < end; query++)
            {
                ReadOnlySpan<float> row = batch.Row(map / heads, text, map % heads, query);
                row.CopyTo(tile[((query - first) * n)..]);
                _sums[map].Add(query, row, layout);
            }

            tile[((end - first) * n)..].Clear();
            _sums[map].WeightTimesLog += EntropySums.Of(tile);
        }

        int pair = 0;
        for (int left = 0; left < _sums.Length; left++)
        {
            ReadOnlySpan<float> tile = _tile.AsSpan(left * stride, stride);
            for (int right = left + 1; right < _sums.Length; right++)
            {
                meanSums[pair++] += EntropySums.OfMeans(tile, _tile.AsSpan(right * stride, stride));
            }
        }
    }
}
