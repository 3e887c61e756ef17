namespace AttnExtract.Render.Layout;

/// <summary>Knows how much room a text takes, so that layout needs no font.</summary>
public interface ITextMeasure
{
    /// <summary>The room that one line of text takes at a font size in pixels.</summary>
    TextExtent Measure(string text, double size);
}
