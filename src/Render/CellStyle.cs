namespace AttnExtract.Render;

/// <summary>How cells are written where the format leaves a choice; a picture of pixels is the same either way.</summary>
public enum CellStyle
{
    /// <summary>One image a panel: small files that every viewer opens quickly.</summary>
    Image,

    /// <summary>Rectangles, crisp at any size and editable one by one; larger files.</summary>
    Vector,
}
