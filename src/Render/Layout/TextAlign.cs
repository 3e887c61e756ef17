namespace AttnExtract.Render.Layout;

/// <summary>Which part of a text stands at its point.</summary>
public enum TextAlign
{
    /// <summary>Its beginning.</summary>
    Start,

    /// <summary>Its middle.</summary>
    Middle,

    /// <summary>Its end.</summary>
    End,
}
