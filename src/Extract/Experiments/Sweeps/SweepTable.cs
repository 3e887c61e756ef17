using AttnExtract.Extract.Tables;

namespace AttnExtract.Extract.Experiments.Sweeps;

/// <summary>Sweeps as a table.</summary>
public static class SweepTable
{
    /// <summary>One row an ablation; of a model with an encoder and a decoder with its attention, over a corpus with intervals and marks.</summary>
    /// <param name="sweeps">Sweeps of the same texts by the same metric, one a kind of attention; at least one.</param>
    public static Table ToTable(this IReadOnlyList<Sweep> sweeps)
    {
        (Sweep Sweep, SweepEffect Effect)[] rows =
            [.. sweeps.SelectMany(sweep => sweep.Effects.Where(effect => effect.IsThere).Select(effect => (sweep, effect)))];
        SweepEffect[] effects = [.. rows.Select(row => row.Effect)];
        Sweep first = sweeps[0];
        return new Table([
            TableColumn.Of("ablation", effects.Select(effect => effect.Ablation)),
            .. first.Kind is null ? Array.Empty<TableColumn>() : [TableColumn.Of("attention", rows.Select(row => $"{row.Sweep.Kind}"))],
            TableColumn.Of("layer", effects.Select(effect => effect.Layer)),
            .. first.Columns > 1 ? [TableColumn.Of("head", effects.Select(effect => effect.Column))] : Array.Empty<TableColumn>(),
            TableColumn.Of(first.Metric, effects.Select(effect => effect.Mean.Mean)),
            .. first.Texts.Length > 1
                ?
                [
                    TableColumn.Of("lower", effects.Select(effect => effect.Mean.Lower)),
                    TableColumn.Of("upper", effects.Select(effect => effect.Mean.Upper)),
                    TableColumn.Of("adjusted_p", effects.Select(effect => effect.AdjustedPValue)),
                    TableColumn.Of("marked", effects.Select(effect => effect.IsMarked ? 1 : 0)),
                ]
                : Array.Empty<TableColumn>(),
            .. Enumerable.Range(0, effects[0].ByLayer.Length)
                .Select(layer => TableColumn.Of($"layer_{layer}", effects.Select(effect => effect.ByLayer[layer]))),
        ]);
    }
}
