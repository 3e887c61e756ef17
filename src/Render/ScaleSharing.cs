namespace AttnExtract.Render;

/// <summary>Which panels share one colour scale.</summary>
public enum ScaleSharing
{
    /// <summary>All of them, so that colours compare across the figure.</summary>
    Figure,

    /// <summary>Those of one row of panels.</summary>
    Row,

    /// <summary>None: each shows its own range.</summary>
    Panel,
}
