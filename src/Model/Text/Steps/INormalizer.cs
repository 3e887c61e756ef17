using AttnExtract.Model.Text.Alignment;

namespace AttnExtract.Model.Text.Steps;

/// <summary>A step that rewrites a stretch of text before it is cut.</summary>
internal interface INormalizer
{
    /// <summary>Its <c>type</c> in tokenizer.json.</summary>
    string Name { get; }

    /// <summary>The steps themselves, when this is a sequence of them; else itself.</summary>
    IEnumerable<INormalizer> Steps => [this];

    AlignedText Normalize(AlignedText text);
}
