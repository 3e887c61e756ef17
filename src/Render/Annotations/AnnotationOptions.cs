namespace AttnExtract.Render.Annotations;

/// <summary>Numbers written into the cells.</summary>
public sealed record AnnotationOptions
{
    /// <summary>How they are written.</summary>
    public NumberFormat Format { get; init; } = NumberFormat.Default;

    /// <summary>
    /// What stands in cells whose annotation is not 0, in place of the number, while others stay empty; null to write the numbers.
    /// </summary>
    public string? Mark { get; init; }

    /// <summary>Whether a figure with marks has the numbers of its cells before them.</summary>
    public bool WithNumbers { get; init; }

    /// <summary>Their font size in points; null for what the cells have room for.</summary>
    public double? Size { get; init; }
}
