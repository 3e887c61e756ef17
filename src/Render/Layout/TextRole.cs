namespace AttnExtract.Render.Layout;

/// <summary>What a text on the page is.</summary>
public enum TextRole
{
    /// <summary>The title of the figure.</summary>
    FigureTitle,

    /// <summary>What rows or columns of cells are.</summary>
    Axis,

    /// <summary>The title of a panel.</summary>
    Title,

    /// <summary>The heading of a row or column of panels.</summary>
    Heading,

    /// <summary>The label of a row of cells.</summary>
    RowLabel,

    /// <summary>The label of a column of cells.</summary>
    ColumnLabel,

    /// <summary>A number beside a colour bar, or what the bar measures.</summary>
    ColorBar,

    /// <summary>The name of a bracket along an axis.</summary>
    Bracket,

    /// <summary>The number in a cell.</summary>
    Cell,

    /// <summary>What a point is called.</summary>
    Note,

    /// <summary>A token of running text.</summary>
    Token,

    /// <summary>The name of what a chart shows.</summary>
    Legend,

    /// <summary>A line of the caption.</summary>
    Caption,
}
