namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>A head that is of a kind.</summary>
/// <param name="Layer">The 0-based layer.</param>
/// <param name="Head">The 0-based head.</param>
/// <param name="Type">The kind.</param>
/// <param name="Value">What was compared with the threshold.</param>
/// <param name="Lower">The lower end of its interval.</param>
/// <param name="Upper">The upper end of its interval.</param>
public sealed record HeadFinding(int Layer, int Head, HeadType Type, double Value, double Lower, double Upper)
{
    /// <summary>Whether the whole interval is on the kind's side of the threshold.</summary>
    public bool IsCertain => Type.Holds(Lower) && Type.Holds(Upper);
}
