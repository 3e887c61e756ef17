using System.Collections.Immutable;
using System.Numerics.Tensors;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;

namespace AttnExtract.Extract;

/// <summary>Copies the maps of one layer into memory of our own while they are in the processor's cache, and checks them as every capture is checked.</summary>
/// <param name="name">Where they pass.</param>
/// <param name="site">Which heads are wanted.</param>
/// <param name="visibility">What can be seen there.</param>
/// <param name="lengths">How many queries and keys each text has.</param>
/// <param name="done">Is given each text's maps, [head, query, key].</param>
internal sealed class TileCopy(
    HookName name, SiteReader site, Visibility visibility, ImmutableArray<(int Queries, int Keys)> lengths, Action<int, DenseArray> done) : ITileReader
{
    private (int Head, int Query, int Key, float Weight)? _shown;
    private float[][] _maps = []; // [text][head × query × key]
    private float[][] _sums = []; // [text][head that is there × query]

    /// <inheritdoc/>
    public void Begin()
    {
        _maps = [.. lengths.Select(length => MapMemory.Lend(site.Heads.Length * length.Queries * length.Keys))];
        _sums = [.. lengths.Select(length => new float[site.HeadsThere.Length * length.Queries])];
    }

    /// <inheritdoc/>
    public void Read(PatternTile tile)
    {
        int head = site.Heads.IndexOf(tile.Head);
        if (head < 0)
        {
            return;
        }

        (int queries, int keys) = lengths[tile.Text];
        int there = site.HeadsThere.IndexOf(tile.Head);
        for (int row = 0; row < tile.Rows; row++)
        {
            int query = tile.First + row;
            Span<float> target = _maps[tile.Text].AsSpan(((head * queries) + query) * keys, keys);
            tile[row].CopyTo(target);
            _sums[tile.Text][(there * queries) + query] = TensorPrimitives.Sum<float>(target);
            (int first, int end) = visibility.Seen(tile.Text, query);
            RequireHidden(tile, row, 0, Math.Min(first, keys));
            RequireHidden(tile, row, Math.Max(0, end), keys);
        }
    }

    /// <inheritdoc/>
    public void End()
    {
        for (int text = 0; text < lengths.Length; text++)
        {
            (int queries, int keys) = lengths[text];
            foreach ((int place, int head) in site.Heads.Index().Where(head => !site.HeadsThere.Contains(head.Item)))
            {
                _maps[text].AsSpan(place * queries * keys, queries * keys).Fill(float.NaN);
            }

            done(text, new DenseArray(_maps[text], [site.Heads.Length, queries, keys]));
            SelfCheck.RequireSound(_sums[text], name, site.HeadsThere, checksRows: true);
        }

        if (_shown is { } shown)
        {
            throw SelfCheck.Shown(name, shown.Head, shown.Query, shown.Key, shown.Weight);
        }
    }

    private void RequireHidden(PatternTile tile, int row, int first, int end)
    {
        if (first < end && tile[row][first..end].IndexOfAnyExcept(0f) is >= 0 and int key)
        {
            _shown = (tile.Head, tile.First + row, first + key, tile[row][first + key]);
        }
    }
}
