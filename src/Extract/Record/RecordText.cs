namespace AttnExtract.Extract;

/// <summary>A text and the tokens that stand for it: what the rows or the columns of attention maps are.</summary>
/// <param name="Text">The text as it was given.</param>
/// <param name="Pair">The second text, or null.</param>
/// <param name="Tokens">The real tokens, in the order in which the model read them.</param>
public sealed record RecordText(string Text, string? Pair, IReadOnlyList<RecordToken> Tokens);
