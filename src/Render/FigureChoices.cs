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

/// <summary>Which panels carry the labels of their cells.</summary>
public enum LabelPlacement
{
    /// <summary>Those without a neighbour on that side.</summary>
    Outer,

    /// <summary>Every panel.</summary>
    Every,

    /// <summary>None.</summary>
    None,
}
