namespace AttnExtract.Render;

/// <summary>How panels are named.</summary>
public enum Titling
{
    /// <summary>Each by its own title.</summary>
    Panels,

    /// <summary>By the headings of its row and its column, where the figure has them.</summary>
    Headings,
}
