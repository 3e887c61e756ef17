namespace AttnExtract.Render.Charts;

/// <summary>The colours of charts: each is another on a light page and on a dark one.</summary>
public enum ChartColor
{
    /// <summary>That of text.</summary>
    Ink,

    /// <summary>What others are compared with.</summary>
    Control,

    /// <summary>The first of several, or the only one.</summary>
    First,

    /// <summary>The second.</summary>
    Second,

    /// <summary>The third.</summary>
    Third,
}
