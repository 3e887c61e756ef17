namespace AttnExtract.Render;

/// <summary>One statement of a caption; the parts are set one after the other with a dot between them.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Role">What it is about.</param>
public sealed record CaptionPart(string Text, CaptionRole Role = CaptionRole.Fact);

/// <summary>What a statement of a caption is about.</summary>
public enum CaptionRole
{
    /// <summary>A fact, always said in full.</summary>
    Fact,

    /// <summary>A quoted text, which may end in … where the caption would else grow too long.</summary>
    Quote,

    /// <summary>What the panels show; a panel drawn alone says its own.</summary>
    Shown,
}
