using System.Collections.Immutable;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;

namespace AttnExtract.Extract;

/// <summary>The cells of an attention map whose key its query cannot see, because it comes later or lies beyond a window. They weigh exactly 0.</summary>
public sealed class HiddenCells
{
    private readonly ImmutableArray<bool> _cells;
    private readonly int _keys;

    private HiddenCells(int queries, int keys, Func<int, int, bool> isHidden)
    {
        _keys = keys;
        _cells = [.. Enumerable.Range(0, queries * keys).Select(cell => isHidden(cell / keys, cell % keys))];
    }

    private HiddenCells(ImmutableArray<bool> cells, int keys) => (_cells, _keys) = (cells, keys);

    /// <summary>Whether each query cannot see each key, query after query.</summary>
    public ImmutableArray<bool> Cells => _cells;

    /// <summary>Whether a query cannot see a key.</summary>
    /// <param name="query">The query's place among the tokens that attend.</param>
    /// <param name="key">The key's place among those that are attended to.</param>
    public bool this[int query, int key] => _cells[(query * _keys) + key];

    /// <summary>Cells that were told already.</summary>
    /// <param name="cells">Whether each query cannot see each key, query after query.</param>
    /// <param name="keys">How many keys a query has.</param>
    internal static HiddenCells Of(ImmutableArray<bool> cells, int keys) => new(cells, keys);

    /// <summary>What is hidden from one text of a batch.</summary>
    /// <param name="names">Where maps pass.</param>
    /// <param name="visibilityAt">What is seen there.</param>
    /// <param name="text">The text's place in the batch.</param>
    /// <param name="lengthOf">How many real tokens of it attend there, and how many they attend to.</param>
    /// <param name="queriesOf">The positions of those whose rows are kept; null for all.</param>
    /// <returns>By the names of the maps; those in which everything is seen are not there.</returns>
    internal static IReadOnlyDictionary<HookName, HiddenCells> Of(
        IEnumerable<HookName> names, Func<HookName, Visibility> visibilityAt, int text, Func<HookName, (int Queries, int Keys)> lengthOf,
        Func<StackOrder, ImmutableArray<int>?> queriesOf)
    {
        // Layers that are alike share one.
        Dictionary<(int?, bool), HiddenCells> shared = [];
        Dictionary<HookName, HiddenCells> hidden = [];
        foreach (HookName name in names)
        {
            Visibility visibility = visibilityAt(name);
            if (!visibility.IsCausal && visibility.Window is null)
            {
                continue;
            }

            if (!shared.TryGetValue((visibility.Window, visibility.IsCausal), out HiddenCells? cells))
            {
                (int queries, int keys) = lengthOf(name);
                ImmutableArray<int>? kept = queriesOf(name.Stack);
                cells = new HiddenCells(kept?.Length ?? queries, keys, (query, key) => !visibility.Sees(text, kept?[query] ?? query, key));
                shared.Add((visibility.Window, visibility.IsCausal), cells);
            }

            hidden.Add(name, cells);
        }

        return hidden;
    }

    /// <summary>
    /// What was hidden in maps of which nobody says it: what lies beyond a distance at which nothing has any weight and, of a decoder, what comes later.
    /// </summary>
    /// <param name="maps">All maps of one kind: [head, query, key] each.</param>
    /// <param name="readsForwards">Whether they are a decoder's.</param>
    /// <param name="isPlain">Whether nothing was changed in the run, so that weights of 0 are the model's own.</param>
    /// <param name="queries">The positions of the tokens that attend; null for all, from the first on.</param>
    /// <returns>By the names of the maps; empty where something that comes later has weight in a decoder.</returns>
    internal static IReadOnlyDictionary<HookName, HiddenCells> Told(
        IReadOnlyList<KeyValuePair<HookName, DenseArray>> maps, bool readsForwards, bool isPlain, IReadOnlyList<int>? queries = null)
    {
        Dictionary<int, HiddenCells> shared = [];
        Dictionary<HookName, HiddenCells> hidden = [];
        foreach ((HookName name, DenseArray map) in maps)
        {
            (int nearest, int farthest) = Reach(map, queries);
            if (readsForwards && nearest < 0)
            {
                return ImmutableDictionary<HookName, HiddenCells>.Empty;
            }

            int tokens = map.Shape[2];
            int reach = isPlain ? Math.Max(farthest, -nearest) : tokens;
            if (!readsForwards && reach >= tokens - 1)
            {
                continue;
            }

            if (!shared.TryGetValue(reach, out HiddenCells? cells))
            {
                cells = new HiddenCells(map.Shape[1], tokens, (row, key) => IsHidden(queries?[row] ?? row, key));

                bool IsHidden(int query, int key) => (readsForwards && key > query) || Math.Abs(query - key) > reach;
                shared.Add(reach, cells);
            }

            hidden.Add(name, cells);
        }

        return hidden;
    }

    /// <summary>What a token's state after each layer cannot rest on: the input tokens that no way leads to, a layer a step or none.</summary>
    /// <param name="layers">What is hidden in each layer, from the first on; null where everything is seen.</param>
    /// <returns>One a layer; null where every input token is reached.</returns>
    internal static IReadOnlyList<HiddenCells?> Unreached(IReadOnlyList<HiddenCells?> layers)
    {
        List<HiddenCells?> unreached = [];
        HiddenCells? below = null;
        foreach ((int layer, HiddenCells? own) in layers.Index())
        {
            below = layer == 0 ? own : own is null || below is null ? null : Through(own, below);
            unreached.Add(below);
        }

        return unreached;

        static HiddenCells Through(HiddenCells own, HiddenCells below) => new(own._keys, own._keys, (query, key) =>
            Enumerable.Range(0, own._keys).All(between => own[query, between] || below[between, key]));
    }

    /// <summary>Whether they all weigh 0 in a map, as they do unless a hook gave them something.</summary>
    /// <param name="map">[head, query, key]</param>
    internal bool AreEmptyIn(DenseArray map)
    {
        ReadOnlySpan<float> weights = map.Values.Span;
        for (int i = 0; i < weights.Length; i++)
        {
            if (_cells[i % _cells.Length] && weights[i] is < 0 or > 0)
            {
                return false;
            }
        }

        return true;
    }

    // How far behind its query a key with any weight lies, at least and at most.
    private static (int Nearest, int Farthest) Reach(DenseArray map, IReadOnlyList<int>? positions)
    {
        (int queries, int keys) = (map.Shape[1], map.Shape[2]);
        ReadOnlySpan<float> weights = map.Values.Span;
        (int nearest, int farthest) = (0, 0);
        for (int row = 0; row < weights.Length / keys; row++)
        {
            ReadOnlySpan<float> ofQuery = weights.Slice(row * keys, keys);
            int query = positions?[row % queries] ?? row % queries;
            // Heads that were cut out have no numbers.
            if (!float.IsNaN(ofQuery[0]) && ofQuery.IndexOfAnyExcept(0f) is >= 0 and int first)
            {
                farthest = Math.Max(farthest, query - first);
                nearest = Math.Min(nearest, query - ofQuery.LastIndexOfAnyExcept(0f));
            }
        }

        return (nearest, farthest);
    }
}
