using System.Collections.Immutable;
using AttnExtract.Extract.Measures.Formats;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Measures;

/// <summary>What a measure gave for one text. Plain values, like the record of a run.</summary>
public sealed record Measurement
{
    /// <summary>The measure.</summary>
    public required Measure Measure { get; init; }

    /// <summary>The text as it was given.</summary>
    public required string Text { get; init; }

    /// <summary>The second text, or null.</summary>
    public string? Pair { get; init; }

    /// <summary>The tokens as the model read them.</summary>
    public required IReadOnlyList<RecordToken> Tokens { get; init; }

    /// <summary>Which attention of a model with an encoder and a decoder; null where only one stack was run.</summary>
    public AttentionKind? Kind { get; init; }

    /// <summary>What is attended to, where it is another text; null where the tokens attend to one another.</summary>
    public RecordText? Keys { get; init; }

    /// <summary>The tokens that are attended to: columns of maps, and what measures of tokens are about.</summary>
    public IReadOnlyList<RecordToken> KeyTokens => Keys?.Tokens ?? Tokens;

    /// <summary>The paper that defines what was measured.</summary>
    public string DefinedBy => Keys is null ? Measure.Source : Measure.CrossSource ?? Measure.Source;

    /// <summary>Whether what was found is added to the identity, which figures leave out.</summary>
    public bool StartsFromIdentity => Measure.StartsFromIdentity && Keys is null;

    /// <summary>Where the numbers come from.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>The number that was explained, in words; null where the measure needs none.</summary>
    public string? Target { get; init; }

    /// <summary>The 0-based numbers of the layers that it tells of, in their order: all, unless some were chosen.</summary>
    public ImmutableArray<int> LayerNumbers
    {
        get => field.IsDefault ? [.. Enumerable.Range(0, Provenance.LayerCount)] : field;
        init;
    }

    /// <summary>The 0-based numbers of the heads that it tells of, in their order: all, unless some were chosen.</summary>
    public ImmutableArray<int> HeadNumbers
    {
        get => field.IsDefault ? [.. Enumerable.Range(0, Provenance.HeadCount)] : field;
        init;
    }

    /// <summary>One array a layer, with the axes of <see cref="MeasureShape"/>; empty where there is one for all.</summary>
    public IReadOnlyList<DenseArray> Layers { get; init; } = [];

    /// <summary>The only array, with the axes of <see cref="MeasureShape"/>; null where there is one a layer.</summary>
    public DenseArray? Values { get; init; }

    /// <summary>
    /// For each of <see cref="Layers"/>, or for <see cref="Values"/>, the cells that tell nothing, because the query cannot see the key or no way leads
    /// there: they hold 0. Null where there are none; empty where there are none in any, and for what is no map.
    /// </summary>
    public IReadOnlyList<HiddenCells?> Hidden { get; init; } = [];

    /// <summary>What the numbers share among themselves; null for measures that share nothing.</summary>
    public Completeness? Completeness { get; init; }

    /// <summary>How well the measure tells which tokens the target rests on; null where nobody asked, or where it says nothing of tokens.</summary>
    public Faithfulness? Faithfulness { get; init; }

    /// <summary>Reads what <see cref="MeasurementFormats"/> kept as NumPy's .npz, without a model.</summary>
    /// <param name="path">The file.</param>
    /// <returns>One result a measure, in the order in which they were kept.</returns>
    /// <exception cref="AttnExtractException">The file is missing, damaged or holds no measures.</exception>
    public static IReadOnlyList<Measurement> Open(string path) => NpzMeasurementFormat.Read(path);

    /// <summary>The same with 0 where a query cannot see the key, as if that were a number like others.</summary>
    public Measurement ShowingHidden() => Hidden.Count == 0 ? this : this with { Hidden = [] };

    /// <summary>The cells of one of <see cref="Layers"/>, or of <see cref="Values"/>, that tell nothing, query after query; null for none.</summary>
    /// <param name="place">The place among the layers; 0 for the only array.</param>
    public ImmutableArray<bool>? HiddenIn(int place) => Hidden.Count == 0 ? null : Hidden[place]?.Cells;

    /// <summary>The same of some layers and heads only.</summary>
    /// <param name="layers">Their 0-based numbers, in the order in which they are to stand; null for all.</param>
    /// <param name="heads">The same of heads.</param>
    /// <exception cref="AttnExtractException">A layer or head does not exist.</exception>
    public Measurement Only(IReadOnlyList<int>? layers, IReadOnlyList<int>? heads)
    {
        if (layers is not { Count: > 0 } && heads is not { Count: > 0 })
        {
            return this;
        }

        int[] rows = Places("layer", layers, LayerNumbers);
        int[] columns = Places("head", heads, HeadNumbers);
        return this with
        {
            LayerNumbers = [.. rows.Select(row => LayerNumbers[row])],
            HeadNumbers = [.. columns.Select(column => HeadNumbers[column])],
            Layers = Measure.Shape switch
            {
                MeasureShape.HeadMaps => [.. rows.Select(row => OfHeads(Layers[row]))], // [head, query, key]
                MeasureShape.LayerMaps => [.. rows.Select(row => Layers[row])], // [query, key]
                _ => Layers,
            },
            Hidden = Hidden.Count > 0 && Layers.Count > 0 ? [.. rows.Select(row => Hidden[row])] : Hidden,
            Values = Measure.Shape == MeasureShape.Heads ? DenseArray.Stack([.. rows.Select(row => OfHeads(Values![row]))]) : Values, // [layer, head]
        };

        DenseArray OfHeads(DenseArray array) => DenseArray.Stack([.. columns.Select(column => array[column])]);
    }

    private static int[] Places(string kind, IReadOnlyList<int>? wanted, ImmutableArray<int> there) => wanted is not { Count: > 0 }
        ? [.. Enumerable.Range(0, there.Length)]
        : [.. wanted.Select(number => there.IndexOf(number) is >= 0 and int place
            ? place
            : throw new AttnExtractException($"There is no {kind} {number}; the model has {kind}s {IndexSet.Of(there)}."))];
}

/// <summary>
/// How well a measure tells which tokens a target rests on. Special tokens are left out and never blanked out.
/// </summary>
/// <param name="Spearman">
/// Rank correlation of the measure's scores of tokens with the drops of the target when each is blanked out, −1 to 1; NaN where
/// either has no order.
/// </param>
/// <param name="Comprehensiveness">
/// What the target loses on average when the 1, 5, 10, 20 and 50% of tokens with the highest scores, at least one, are
/// blanked out; DeYoung et al. 2020, section 4.2. Higher is better.
/// </param>
/// <param name="Sufficiency">The same when all others are blanked out. Lower is better.</param>
public sealed record Faithfulness(double Spearman, double Comprehensiveness, double Sufficiency);

/// <summary>How nearly attributions sum to what they share among themselves; Sundararajan et al. 2017, section 3.</summary>
/// <param name="Steps">How many steps the integral took.</param>
/// <param name="Difference">What is shared: the target for the text less the target for the baseline.</param>
/// <param name="Sum">What the attributions sum to.</param>
public sealed record Completeness(int Steps, double Difference, double Sum)
{
    private const double Tolerance = 1e-3;

    /// <summary>Whether the sum misses the difference by more than a thousandth of it: more steps come nearer.</summary>
    public bool IsRough => Math.Abs(Sum - Difference) > Tolerance * Math.Abs(Difference);
}
