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

    /// <summary>Where the numbers come from.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>The number that was explained, in words; null where the measure needs none.</summary>
    public string? Target { get; init; }

    /// <summary>One array a layer, with the axes of <see cref="MeasureShape"/>; empty where there is one for all.</summary>
    public IReadOnlyList<DenseArray> Layers { get; init; } = [];

    /// <summary>The only array, with the axes of <see cref="MeasureShape"/>; null where there is one a layer.</summary>
    public DenseArray? Values { get; init; }

    /// <summary>How well the measure tells which tokens the target rests on; null where nobody asked, or where it says nothing of tokens.</summary>
    public Faithfulness? Faithfulness { get; init; }
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
