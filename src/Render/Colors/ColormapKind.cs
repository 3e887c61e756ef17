namespace AttnExtract.Render.Colors;

/// <summary>What a colormap is good for, as matplotlib's documentation groups them.</summary>
public enum ColormapKind
{
    /// <summary>From little to much.</summary>
    Sequential,

    /// <summary>Two ways from a middle that means something.</summary>
    Diverging,

    /// <summary>Ends where it begins: angles, times of day.</summary>
    Cyclic,

    /// <summary>Few distinct colours without an order: classes.</summary>
    Qualitative,

    /// <summary>Everything else.</summary>
    Miscellaneous,

    /// <summary>Made by the user: a list of colours, a blend, a table.</summary>
    Custom,
}
