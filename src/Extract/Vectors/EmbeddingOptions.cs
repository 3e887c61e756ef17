using AttnExtract.Model.Specs;

namespace AttnExtract.Extract.Vectors;

/// <summary>How one vector is made of a text, where that is not to be as the model's folder says.</summary>
public sealed record EmbeddingOptions
{
    /// <summary>As the folder says.</summary>
    public static EmbeddingOptions Default { get; } = new();

    /// <summary>What is written before every text; null for the prompt of <see cref="PromptName"/>.</summary>
    public string? Prompt { get; init; }

    /// <summary>Which of the folder's prompts is written before every text; null for the one that it names as the usual one, if any.</summary>
    public string? PromptName { get; init; }

    /// <summary>Kinds of pooling in the place of the folder's, whose results are joined; projection and normalization stay. Null for the folder's.</summary>
    public IReadOnlyList<PoolingMode>? Pooling { get; init; }

    /// <summary>The 0-based layer whose states are pooled as they leave it; null for the model's final states.</summary>
    public int? Layer { get; init; }
}
