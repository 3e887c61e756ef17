namespace AttnExtract.Render;

/// <summary>How numbers of which each belongs to a token are shown.</summary>
public enum ScoreView
{
    /// <summary>As a row of cells.</summary>
    Cells,

    /// <summary>As text on coloured ground.</summary>
    Text,

    /// <summary>As bars.</summary>
    Bars,
}
