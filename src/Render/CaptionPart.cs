namespace AttnExtract.Render;

/// <summary>One statement of a caption; the parts are set one after the other with a dot between them.</summary>
/// <param name="Text">What it says.</param>
/// <param name="MayShorten">Whether it may end in … where the caption would else grow too long: a quoted text, not a fact.</param>
public sealed record CaptionPart(string Text, bool MayShorten = false);
