namespace AttnExtract.Render.Tokens;

/// <summary>How the attention of a word's parts becomes the word's.</summary>
public enum MergeRule
{
    /// <summary>Parts stay apart.</summary>
    None,

    /// <summary>To a word: the sum over its parts, since attention is shared out among them. From a word: the mean of its parts.</summary>
    SumMean,

    /// <summary>The largest, both to and from.</summary>
    Max,

    /// <summary>That of the word's first part, both to and from.</summary>
    First,
}
