namespace AttnExtract.Render.Scales.Bars;

/// <summary>On which side of what it explains a colour bar stands.</summary>
public enum ColorBarSide
{
    /// <summary>To the right, upright.</summary>
    Right,

    /// <summary>Below, lying.</summary>
    Bottom,

    /// <summary>To the left, upright, its numbers to the left.</summary>
    Left,

    /// <summary>Above, lying, its numbers above.</summary>
    Top,
}
