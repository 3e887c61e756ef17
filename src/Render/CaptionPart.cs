namespace AttnExtract.Render;

/// <summary>One statement of a caption; the parts are set one after the other with a dot between them.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Role">What it is about.</param>
public sealed record CaptionPart(string Text, CaptionRole Role = CaptionRole.Fact);
