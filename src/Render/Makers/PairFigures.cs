using System.Collections.Immutable;
using AttnExtract.Extract.Experiments.Pairs;
using AttnExtract.Render.Scales;
using AttnExtract.Render.Words;

namespace AttnExtract.Render;

/// <summary>Turns what came of switching every two heads off together into a figure.</summary>
public static class PairFigures
{
    /// <summary>How much more every two heads do together than the sum of what each does alone, on colours that part at 0.</summary>
    public static Figure ToFigure(this PairSweep pairs)
    {
        int count = pairs.Heads.Length;
        double[] interactions =
            [.. Enumerable.Range(0, count * count).Select(i => pairs.Interaction(i / count, i % count))];
        ImmutableArray<string> labels = [.. Enumerable.Range(0, count).Select(pairs.Name)];
        ProvenanceCaption origin = ProvenanceCaption.OfExperiment(pairs.Provenance);
        double largest = interactions.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
        return new()
        {
            Subject = $"interaction of every two heads ({pairs.Meaning})",
            Panels = [new(0, 0, "", new Matrix(count, count, interactions))],
            RowLabels = labels,
            ColumnLabels = labels,
            Scale = ScaleOptions.AroundZero with { Vmin = largest > 0 ? -largest : null, Vmax = largest > 0 ? largest : null },
            ColorBar = new() { Label = $"{pairs.Meaning}: together − sum of each alone" },
            Caption =
            [
                origin.Model,
                Quotation.Of(pairs.Texts),
                new($"two heads switched off together: {(pairs.Kind is null ? "" : $"{pairs.Kind} ")}heads={pairs.With} (layer.head, 0-based)"),
                .. origin.Parts,
            ],
            Source = new(Quotation.Lines(pairs.Texts), null, [], pairs.Provenance),
        };
    }
}
