namespace AttnExtract.Model.Text;

/// <summary>What a tokenizer makes of one text or of a pair of texts.</summary>
/// <param name="Text">The first text, as given.</param>
/// <param name="Pair">The second text, or null when there is none; the empty string is a second text.</param>
/// <param name="Tokens">The tokens in the order in which the model reads them.</param>
/// <param name="TruncatedCount">How many tokens of the texts were cut off to reach <see cref="EncodingOptions.MaxLength"/>.</param>
public sealed record Encoding(string Text, string? Pair, IReadOnlyList<EncodingToken> Tokens, int TruncatedCount);
