using System.Collections.Immutable;
using System.Globalization;
using AttnExtract.Extract;
using AttnExtract.Render.Tokens;

namespace AttnExtract.Render;

/// <summary>The panels of a record: its maps and their averages, in rows and columns.</summary>
internal static class MapPanels
{
    // A single row or column of more panels than this is broken into a block.
    private const int LongestStrip = 6;

    /// <summary>A row of panels a layer; of one layer or one head, a block.</summary>
    public static ImmutableArray<Panel> Of(
        AttentionRecord record, IReadOnlyList<int> layers, IReadOnlyList<int> heads, TokenView view, MeanPanels means)
    {
        string layerDigits = Digits(record.Provenance.LayerCount);
        string headDigits = Digits(record.Provenance.HeadCount);
        string LayerName(int layer) => "L" + layer.ToString(layerDigits, CultureInfo.InvariantCulture);
        string HeadName(int head) => "H" + head.ToString(headDigits, CultureInfo.InvariantCulture);
        Matrix[,] maps = new Matrix[layers.Count, heads.Count];
        List<Panel> panels = [];
        for (int row = 0; row < layers.Count; row++)
        {
            for (int column = 0; column < heads.Count; column++)
            {
                (int layer, int head) = (layers[row], heads[column]);
                maps[row, column] = view.Apply(Matrix.Of(record.Pattern(layer, head)), record.HiddenIn(layer));
                panels.Add(new(row, column, HeadGrid.Name(layer, head), maps[row, column])
                {
                    Name = $"{LayerName(layer)}-{HeadName(head)}",
                    Shown = RecordFigures.Shown([layer], [head], record.Kind),
                });
            }

            if (means.HasFlag(MeanPanels.Heads) && heads.Count > 1)
            {
                panels.Add(new(row, heads.Count, $"L{layers[row]} mean", Matrix.Mean([.. heads.Select((_, i) => maps[row, i])]))
                {
                    Name = $"{LayerName(layers[row])}-mean",
                    Shown = RecordFigures.Shown([layers[row]], heads, record.Kind),
                });
            }
        }

        if (means.HasFlag(MeanPanels.Layers) && layers.Count > 1)
        {
            for (int column = 0; column < heads.Count; column++)
            {
                panels.Add(new(layers.Count, column, $"mean H{heads[column]}", Matrix.Mean([.. layers.Select((_, i) => maps[i, column])]))
                {
                    Name = $"mean-{HeadName(heads[column])}",
                    Shown = RecordFigures.Shown(layers, [heads[column]], record.Kind),
                });
            }
        }

        if (means == MeanPanels.All && layers.Count > 1 && heads.Count > 1)
        {
            panels.Add(new(layers.Count, heads.Count, "mean", Matrix.Mean([.. maps.Cast<Matrix>()]))
            {
                Name = "mean",
                Shown = RecordFigures.Shown(layers, heads, record.Kind),
            });
        }

        if (means == MeanPanels.Only)
        {
            return
            [
                new(0, 0, layers.Count > 1 ? "mean" : $"L{layers[0]} mean", Matrix.Mean([.. maps.Cast<Matrix>()]))
                {
                    Name = "mean",
                    Shown = RecordFigures.Shown(layers, heads, record.Kind),
                },
            ];
        }

        return new HeadGrid(layers, heads).IsTable ? [.. panels] : Block(panels);
    }

    private static ImmutableArray<Panel> Block(List<Panel> panels)
    {
        int columns = BlockWidth(panels.Count);
        return [.. panels.Select((panel, i) => panel with { Row = i / columns, Column = i % columns })];
    }

    // Of the blocks about as wide as high, the one that leaves the fewest places empty, then the nearest to 4:3.
    private static int BlockWidth(int count) =>
        count <= LongestStrip ? count
            : Enumerable.Range(1, count)
                .Where(columns => columns * columns >= count && columns * columns <= 3 * count)
                .OrderBy(columns => (columns - (count % columns)) % columns)
                .ThenBy(columns => Math.Abs(columns - Math.Sqrt(count * 4 / 3.0)))
                .First();

    // Two digits, or as many as the last number has, so that files sort as layers and heads do.
    private static string Digits(int count) => "D" + Math.Max(2, (count - 1).ToString(CultureInfo.InvariantCulture).Length);
}
