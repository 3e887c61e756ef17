namespace AttnExtract.Render.Layout;

/// <summary>The room of one line of text, in pixels.</summary>
/// <param name="Width">From where it begins to where a next text would.</param>
/// <param name="Above">How far its ink rises over the baseline.</param>
/// <param name="Below">How far its ink falls under the baseline.</param>
public readonly record struct TextExtent(double Width, double Above, double Below);
