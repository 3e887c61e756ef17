using AttnExtract.Ground;

namespace AttnExtract.Extract.Measures;

/// <summary>Chooses layers and heads of what several measures gave.</summary>
public static class MeasurementChoice
{
    /// <summary>
    /// The same of some layers and heads only; of several kinds of attention, whose stacks need not have the same, those that each has: a kind that has
    /// none is left out.
    /// </summary>
    /// <param name="measurements">What came of one text: a measure each, or of several kinds of attention a measure and kind each.</param>
    /// <param name="layers">Their 0-based numbers, in the order in which they are to stand; null for all.</param>
    /// <param name="heads">The same of heads.</param>
    /// <exception cref="AttnExtractException">A layer or head does not exist, or no kind of attention is left.</exception>
    public static IReadOnlyList<Measurement> Only(
        this IReadOnlyList<Measurement> measurements, IReadOnlyList<int>? layers, IReadOnlyList<int>? heads)
    {
        return measurements.Select(measurement => measurement.Kind).Distinct().Count() < 2
            ? [.. measurements.Select(measurement => measurement.Only(layers, heads))]
            :
            [
                .. new LayersAndHeads(layers, heads)
                    .Among(measurements, measurement => new(measurement.LayerNumbers, measurement.HeadNumbers))
                    .Select(one => one.Stack.Only(one.Chosen.Layers, one.Chosen.Heads)),
            ];
    }
}
