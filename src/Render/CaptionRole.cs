namespace AttnExtract.Render;

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
