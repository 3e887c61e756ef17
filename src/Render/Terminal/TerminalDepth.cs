namespace AttnExtract.Render.Terminal;

/// <summary>What a terminal can show.</summary>
public enum TerminalDepth
{
    /// <summary>No colours: shades of characters.</summary>
    Shades,

    /// <summary>The 256 colours of xterm.</summary>
    Colors256,

    /// <summary>Any colour, 24 bits.</summary>
    TrueColor,
}
