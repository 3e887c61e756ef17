namespace AttnExtract.Render.Scales;

/// <summary>On which side of what it explains a colour bar stands.</summary>
public enum ColorBarSide
{
    /// <summary>To the right, upright.</summary>
    Right,

    /// <summary>Below, lying.</summary>
    Bottom,
}
