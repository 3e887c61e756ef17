namespace AttnExtract.Render.Layout;

/// <summary>Knows how much room a text takes, so that layout needs no font.</summary>
public interface ITextMeasure
{
    /// <summary>The room that one line of text takes at a font size in pixels.</summary>
    TextExtent Measure(string text, double size);

    /// <summary>The code points of a text that no font has, for which a mark stands.</summary>
    IEnumerable<int> Lacking(string text) => [];
}

/// <summary>The room of one line of text, in pixels.</summary>
/// <param name="Width">From where it begins to where a next text would.</param>
/// <param name="Above">How far its ink rises over the baseline.</param>
/// <param name="Below">How far its ink falls under the baseline.</param>
public readonly record struct TextExtent(double Width, double Above, double Below);
