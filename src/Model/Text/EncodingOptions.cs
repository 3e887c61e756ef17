namespace AttnExtract.Model.Text;

/// <summary>
/// How to encode a text. What a tokenizer.json says about truncation and padding is ignored on purpose: it is a default of
/// one program, and a picture of attention must show neither padding nor less than the text unless somebody asks for it.
/// </summary>
public sealed record EncodingOptions
{
    /// <summary>Neither truncation nor padding, special tokens added.</summary>
    public static EncodingOptions Default { get; } = new();

    /// <summary>
    /// Whether the post-processor adds its tokens (<c>[CLS]</c>, <c>&lt;/s&gt;</c>). It sets type ids and trims offsets in either case.
    /// </summary>
    public bool AddSpecialTokens { get; init; } = true;

    /// <summary>
    /// The largest number of tokens, added ones included; null for all of them. The longer text gives way first
    /// (the libraries' strategy <c>longest_first</c>). A length below the number of added tokens truncates nothing.
    /// </summary>
    public int? MaxLength { get; init; }
}
