namespace AttnExtract.Render;

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
