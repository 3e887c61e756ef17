using AttnExtract.Ground;

namespace AttnExtract.Extract.Measures;

/// <summary>Chooses layers and heads of what several measures gave.</summary>
public static class MeasurementChoice
{
    /// <summary>
    /// The same of some layers and heads only; of several kinds of attention, whose stacks need not have the same, those that each has, and all where it has
    /// none.
    /// </summary>
    /// <param name="measurements">What came of one text: a measure each, or of several kinds of attention a measure and kind each.</param>
    /// <param name="layers">Their 0-based numbers, in the order in which they are to stand; null for all.</param>
    /// <param name="heads">The same of heads.</param>
    /// <exception cref="AttnExtractException">A layer or head does not exist.</exception>
    public static IReadOnlyList<Measurement> Only(
        this IReadOnlyList<Measurement> measurements, IReadOnlyList<int>? layers, IReadOnlyList<int>? heads)
    {
        bool isOfOneKind = measurements.Select(measurement => measurement.Kind).Distinct().Count() < 2;
        return
        [
            .. measurements.Select(measurement => isOfOneKind
                ? measurement.Only(layers, heads)
                : measurement.Only(IndexSet.Among(layers, measurement.LayerNumbers), IndexSet.Among(heads, measurement.HeadNumbers))),
        ];
    }
}
