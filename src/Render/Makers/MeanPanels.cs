namespace AttnExtract.Render;

/// <summary>Which averages a grid of attention maps shows besides the maps.</summary>
[Flags]
public enum MeanPanels
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>A further column: of each layer, the mean of its heads.</summary>
    Heads = 1,

    /// <summary>A further row: of each head number, the mean over layers.</summary>
    Layers = 2,

    /// <summary>Both, and where they meet the mean of all.</summary>
    All = Heads | Layers,

    /// <summary>Nothing but the mean of all maps.</summary>
    Only = 4,
}
