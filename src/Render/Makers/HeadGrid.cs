using System.Collections.Immutable;
using AttnExtract.Extract;

namespace AttnExtract.Render;

/// <summary>Layers downwards and heads across, and how figures name them.</summary>
/// <param name="Layers">The 0-based layers, from top to bottom.</param>
/// <param name="Heads">The 0-based heads, from left to right.</param>
internal sealed record HeadGrid(IReadOnlyList<int> Layers, IReadOnlyList<int> Heads)
{
    /// <summary>The names of rows where each is a layer: <c>L3</c>.</summary>
    public ImmutableArray<string> RowLabels => [.. Layers.Select(layer => $"L{layer}")];

    /// <summary>The names of columns where each is a head: <c>H7</c>.</summary>
    public ImmutableArray<string> ColumnLabels => [.. Heads.Select(head => $"H{head}")];

    /// <summary>What stands beside rows of panels, of which each is a layer; nothing where panels do not form a grid.</summary>
    public ImmutableArray<string> RowHeadings => IsTable ? [.. Layers.Select(layer => $"layer {layer}")] : [];

    /// <summary>What stands above columns of panels, of which each is a head; nothing where panels do not form a grid.</summary>
    public ImmutableArray<string> ColumnHeadings => IsTable ? [.. Heads.Select(head => $"head {head}")] : [];

    /// <summary>Whether there are several of both, so that panels form a grid.</summary>
    public bool IsTable => Layers.Count > 1 && Heads.Count > 1;

    /// <summary>Every layer and head of a model.</summary>
    public static HeadGrid Of(Provenance provenance) => Of(provenance.LayerCount, provenance.HeadCount);

    /// <summary>So many layers and heads, from the first on.</summary>
    public static HeadGrid Of(int layers, int heads) => new([.. Enumerable.Range(0, layers)], [.. Enumerable.Range(0, heads)]);

    /// <summary>One head of a layer: <c>L3 H7</c>.</summary>
    public static string Name(int layer, int head) => $"L{layer} H{head}";

    /// <summary>A panel for every layer and head, of which each has a map.</summary>
    /// <param name="map">Makes the map of a layer and head.</param>
    /// <param name="hidden">The cells of a layer's maps that show no number, row after row; null for none.</param>
    /// <param name="firstRow">The row in which the first layer stands.</param>
    /// <param name="prefix">What titles begin with.</param>
    public IEnumerable<Panel> Panels(
        Func<int, int, DenseArray> map, Func<int, ImmutableArray<bool>?>? hidden = null, int firstRow = 0, string prefix = "") =>
        from layer in Layers.Index()
        from head in Heads.Index()
        let values = Matrix.Of(map(layer.Item, head.Item), hidden?.Invoke(layer.Item))
        select new Panel(firstRow + layer.Index, head.Index, prefix + Name(layer.Item, head.Item), values);
}
