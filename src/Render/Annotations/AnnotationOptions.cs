namespace AttnExtract.Render.Annotations;

/// <summary>Numbers written into the cells.</summary>
public sealed record AnnotationOptions
{
    /// <summary>How they are written.</summary>
    public NumberFormat Format { get; init; } = NumberFormat.Default;

    /// <summary>Their font size in points; null for what the cells have room for.</summary>
    public double? Size { get; init; }
}
